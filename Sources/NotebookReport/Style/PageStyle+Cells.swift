extension PageStyle {
    static let cells = """
        .prose{max-width:42rem}.prose>:first-child{margin-top:0}
        .prose>h2:first-child{margin-top:2.2em}.prose>h3:first-child{margin-top:1.8em}
        .prose pre.block{max-width:none}@media (min-width:75rem){.prose pre.block{width:max-content;min-width:100%;max-width:48rem}}.prose details{margin-block:1em}
        .anchor{margin-inline-start:.4em;color:var(--soft);text-decoration:none;opacity:0;font-weight:400}
        :is(h2,h3,h4,h5,h6):hover>.anchor{opacity:1}
        .prose code:not(pre code){background:var(--tint);padding:.1em .2em;border-radius:4px;overflow-wrap:anywhere}
        .prose code.short,.joined,.o{white-space:nowrap}
        pre.block{border-radius:6px;padding:.85em 1.1em;overflow-x:auto;--ground:var(--tint)}
        .prose.shown{border-inline-start:3px solid var(--line);padding-inline-start:1.1em}
        .cell{position:relative;margin:1.7rem 0 2.2rem;scroll-margin-top:1rem}
        .cell>details>summary,.bare{display:flex;align-items:baseline;gap:.2rem .75rem;font-family:var(--sans);font-size:.86rem;
        padding:.28em 0 .35em;list-style:none}.cell>details>summary::-webkit-details-marker{display:none}
        .number{white-space:nowrap;color:var(--soft);font-variant-numeric:tabular-nums}.source>summary .number::before{content:"▸";
        display:inline-block;width:1.1em;font-size:.9em}.source[open]>summary .number::before{content:"▾"}
        .title{font-weight:600;min-width:0;overflow-wrap:anywhere}.untitled{font-weight:400;color:var(--soft)}
        .time{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
        .outcome{display:flex;align-items:baseline;gap:.75rem;margin-inline-start:auto}.outcome>.badge{align-self:baseline}
        @media (max-width:30rem){.cell>details>summary,.bare{flex-wrap:wrap}:is(.cell>details>summary,.bare)>.title{flex:1 1 6rem}
        :is(.cell>details>summary,.bare):has(.badge)>.title{flex-basis:9rem}}

        .note{font:.86rem/1.5 var(--sans);color:var(--soft)}.cell>.note{margin-top:.5rem}
        """

    static let code = """
        .listing{position:relative;background:var(--tint);border-radius:6px;border:1px solid transparent}
        .not-run .listing,.skipped .listing{background:none;border:1px dashed var(--line)}
        .failed>.source .listing,.died>.source .listing,.timed-out>.source .listing{border-color:var(--bad)}
        pre.code{margin:0;padding:.7em 0;white-space:pre-wrap;overflow-wrap:anywhere;direction:ltr;text-align:left}
        .l,.remark{display:block;position:relative;padding:0 1.1em 0 calc(3.6em + 2ch);text-indent:-2ch}
        .l::before{content:attr(data-n);position:absolute;left:0;width:2.9em;text-align:right;text-indent:0;color:var(--note);
        -webkit-user-select:none;user-select:none}
        .l:target,.l.bad{background:var(--warn-tint)}.l.bad{background:var(--bad-tint)}.l.bad::before{color:var(--bad);font-weight:700}
        .remark{color:var(--bad);background:var(--bad-tint)}
        .remark.warning,.remark.note{color:var(--warn);background:var(--warn-tint)}
        .k{color:var(--key);font-weight:600}.s{color:var(--str)}.n{color:var(--num)}.m{color:var(--note);font-style:italic}
        .code span span{unicode-bidi:isolate}:is(:lang(zh),:lang(ja),:lang(ko)) :is(.m,.italic){font-style:normal}
        .t{color:var(--type)}.a{color:var(--attr)}
        .js .cell>.source>summary{padding-inline-end:4.2rem}.copy{position:absolute;top:.2rem;inset-inline-end:0;opacity:0}
        .cell:hover>.copy,.copy:focus-visible{opacity:1}@media (hover:none){.copy{opacity:1}}
        """

    static let outputs = """
        .outputs{margin-top:.9rem}.outputs>*{margin-block:0 .9rem}
        .stream pre,.value pre,.words pre{margin:0;overflow-x:auto;unicode-bidi:plaintext;text-align:left}
        :is(.stream,.value,.words) pre:not(.columns){white-space:pre-wrap;overflow-wrap:anywhere}
        .stream,.value{direction:ltr;padding-inline-start:1.1em;border-inline-start:3px solid var(--line)}
        .value{border-color:var(--link)}.stderr{border-color:var(--warn)}
        .more>summary,.words>summary{font:.82rem/1.5 var(--sans);color:var(--link);padding:.35em 0;width:fit-content}
        .stream .more>summary::marker{color:var(--soft)}
        .words pre{padding:.3em 0 .6em}
        figure{margin:0 0 1.4rem}.art{overflow-x:auto}.art>*{display:block}
        .picture,.drawing{border-radius:3px}.sharp{image-rendering:pixelated}
        @media (min-width:60rem){.sharp-wide{image-rendering:pixelated}}
        figcaption{font:.86rem/1.5 var(--sans);margin-top:.5rem;color:var(--soft);display:flex;flex-wrap:wrap;gap:0 .7em;
        align-items:baseline;overflow-wrap:anywhere}
        .label{font-weight:600;color:var(--soft);text-decoration:none}.label:hover{text-decoration:underline}
        @media (prefers-color-scheme:dark){.paper{background:#f7f7f5}.picture{background:#f7f7f5}}
        @media (prefers-color-scheme:light){.f3,.f11{filter:none}}
        iframe{display:block;width:100%;border:1px solid var(--line);border-radius:6px;background:#fff;resize:vertical;color-scheme:light}
        .progress{font:.86rem/1.6 var(--sans);color:var(--soft);font-variant-numeric:tabular-nums}
        .progress .label{color:var(--ink)}progress{width:8rem;height:.55rem;accent-color:var(--link)}
        .failure{border-inline-start:4px solid var(--bad);background:var(--bad-tint);border-radius:6px;padding:.8em 1.1em;
        font:.9rem/1.5 var(--sans);overflow-wrap:anywhere}
        .failure>:last-child{margin-bottom:0}.failure>*{margin:0 0 .6em}.what{color:var(--bad)}.failure a{color:inherit}
        .failure pre{white-space:pre-wrap;overflow-wrap:anywhere}.failure .words>summary{color:inherit}
        .diagnostics,.frames{padding-inline-start:1.4em}.data th button{all:unset;cursor:pointer;font-weight:600}
        .data th button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .data th button::after{content:" ↕";color:var(--soft);font-weight:400}
        .data th[aria-sort=ascending] button::after{content:" ↑"}.data th[aria-sort=descending] button::after{content:" ↓"}
        .js .art>.picture,.js .art>.drawing{cursor:zoom-in}@media (prefers-color-scheme:dark){.picture{color:#1e2226}}
        dialog{border:0;padding:1rem;background:var(--paper);color:var(--ink);border-radius:8px;max-width:96vw;max-height:96vh}
        dialog::backdrop{background:#000b}dialog>.picture,dialog>.drawing{display:block;width:92vw;height:84vh;object-fit:contain}
        dialog button{margin-top:.6rem}
        .bold{font-weight:700}.faint{opacity:.9}.italic{font-style:italic}.under{text-decoration:underline}
        .f0{color:var(--ink)}.f1,.f9{color:var(--bad)}.f2,.f10{color:var(--good)}.f3,.f11{color:var(--warn)}
        .f4,.f12{color:var(--num)}.f5,.f13{color:var(--key)}.f6,.f14{color:var(--type)}.f7,.f8{color:var(--soft)}.f15{color:var(--ink)}
        .b0,.b8,.b7,.b15{background:var(--line)}.b1,.b9{background:var(--bad-tint)}.b2,.b10{background:var(--good-tint)}
        .b3,.b11{background:var(--warn-tint)}.b4,.b5,.b6,.b12,.b13,.b14{background:var(--tint)}
        """

    static let comparison = """
        .thumbnail{width:9rem;max-height:6rem;object-fit:contain;object-position:left;display:block}.runs td,.runs th{vertical-align:middle}
        .soft{color:var(--soft);font-weight:400}.page.broad.lone{max-width:72rem}
        .sides{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem}.sides>*{min-width:0}
        .compared .mark{color:var(--warn)}.compared tbody tr:not(.differs) :is(td,th){color:var(--soft);font-weight:400}
        .compared td{overflow-wrap:anywhere}.curve-a,.key-a{color:var(--num)}.curve-b,.key-b{color:var(--str)}
        path.curve-a,path.curve-b{stroke:currentColor}path.curve-b{stroke-dasharray:6 3}circle:is(.curve-a,.curve-b){fill:currentColor}
        .key{font:600 .86rem/1.6 var(--sans);display:flex;flex-wrap:wrap;gap:0 1.5em}.key-a::before{content:"— "}.key-b::before{content:"– – "}
        .changes code{display:inline-block;min-width:100%}.changes del,.changes ins{display:block;text-decoration:none}.changes del{background:var(--bad-tint)}.changes ins{background:var(--good-tint)}
        @media (min-width:75rem){.page.broad{grid-template-columns:14rem minmax(0,64rem)}
        .page.broad.lone{max-width:none;grid-template-columns:minmax(0,72rem)}}
        @media (max-width:40rem){.sides{grid-template-columns:minmax(0,1fr);row-gap:1.2rem}}
        """

    static let mathematics = """
        math{font-family:"Latin Modern Math","STIX Two Math","XITS Math","Libertinus Math","TeX Gyre Termes Math","Cambria Math",
        "DejaVu Math TeX Gyre",math;font-size:1.06em}
        .formula{display:flex;align-items:center;gap:1em;overflow-x:auto;overflow-y:hidden;padding:.35em 0;margin:.2em 0}
        .formula>math{flex:1 0 auto;max-width:none}.tag{flex:none;font-family:var(--serif)}
        .long{display:inline-block;max-width:100%;overflow-x:auto;overflow-y:hidden;vertical-align:middle}
        .unknown{color:var(--warn);text-decoration:underline dotted}
        .tex-error{color:var(--warn);background:var(--warn-tint);padding:.1em .3em;border-radius:4px;white-space:pre-wrap}
        mtd.l{text-align:left}mtd.r{text-align:right;text-align:-webkit-right}mtable.cases mtd{text-align:left}
        mtable.aligned mtd{padding-inline:0}mtable.aligned mtd:nth-child(odd){text-align:right;text-align:-webkit-right}
        mtable.aligned mtd:nth-child(even){text-align:left}mtable.aligned mtd:nth-child(odd):not(:first-child){padding-left:2em}
        .boxed{border:1px solid;padding:.3em}.negated{background:linear-gradient(to top right,transparent 46%,currentColor 46%,currentColor 54%,transparent 54%)}
        """

    /// A shadow at the side to which something scrolls on; it goes with what covers it when the end is reached.
    static let scrolling = """
        .scroll,.formula,.long,.art:has(.sheet),pre.block,.stream pre,.value pre,.words pre{background:
        linear-gradient(to right,var(--ground,var(--paper)) .7rem,transparent) left/1.4rem 100% no-repeat local,
        linear-gradient(to left,var(--ground,var(--paper)) .7rem,transparent) right/1.4rem 100% no-repeat local,
        linear-gradient(to right,transparent 1px,var(--shade) 1px,transparent) left/.7rem 100% no-repeat,
        linear-gradient(to left,transparent 1px,var(--shade) 1px,transparent) right/.7rem 100% no-repeat var(--ground,transparent)}
        """

    static let narrow = """
        @media (max-width:40rem){html{font-size:100%}.page{padding:1.6rem 1rem 3rem}h1{font-size:1.65rem}h2{font-size:1.3rem}
        .l,.remark{padding-left:calc(2.7em + 2ch);padding-right:.6em}.l::before{width:2.2em}pre{font-size:.8rem}
        .groups dl div{grid-template-columns:6rem 1fr}dialog>:is(.picture,.drawing){width:max(92vw,44rem);max-width:none;height:auto}
        .inline{display:inline-block;max-width:100%;overflow-x:auto;overflow-y:hidden;vertical-align:middle}
        .joined>.inline{max-width:calc(100% - 1.2em)}.drawing.sheet{min-width:40rem}
        th,td{padding-inline-end:.6em}:is(:lang(zh),:lang(ja),:lang(ko)) :is(th,td).r{min-width:3.4em}
        :is(:lang(zh),:lang(ja),:lang(ko)) thead th.r{min-width:4.8em}}
        """

    static let print = """
        @media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--tint:#f5f5f3;--link:#000;
        --bad:#8b0000;--bad-tint:#fbeeee;--warn:#5c3a00;--warn-tint:#faf3e2;--good:#0d4a22;--good-tint:#e9f4ec;--key:#6b1450;
        --str:#6f2c05;--num:#123a7d;--type:#084651;--note:#4a525a;--attr:#523a00}
        @page{size:A4;margin:18mm 16mm}html{font-size:10pt}.page{display:block;max-width:none;padding:0}
        .skip,.contents,.tools,.copy,.anchor,.enlarge,.numbers,.more>summary,.data th button::after{display:none!important}
        details:not(.source.folded)::details-content{content-visibility:visible;display:block;height:auto}
        details>summary{list-style:none}.source>summary .number::before{content:none!important}
        pre,.stream pre,.value pre{white-space:pre-wrap;overflow-wrap:anywhere;overflow:visible}.scroll,.art,.formula{overflow:visible}.tall{max-height:none;overflow:visible;box-shadow:none}
        .scroll,.formula,.long,.art,.stream pre,.value pre,.words pre{background:none}pre.block{background:var(--tint)}
        figure,.failure,tr,.formula,.listing{break-inside:avoid}h1,h2,h3,h4,summary,.bare{break-after:avoid}
        .cell>details>summary+.listing{break-before:avoid}.l{orphans:3;widows:3}
        a{color:inherit}}
        """
}
