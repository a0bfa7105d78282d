/// The page's style sheet.
enum PageStyle {
    /// All of it.
    static let sheet = [
        colours, text, frame, cells, code, outputs, comparison, mathematics, scrolling, narrow, print,
    ]
    .joined(
        separator: "\n")

    /// Light and dark; every text colour has a contrast of at least 4.5 on its ground.
    private static let colours = """
        :root{color-scheme:light dark;--paper:#fdfdfb;--ink:#1e2226;--soft:#565f69;--line:#dfe1dc;--tint:#f4f5f1;
        --link:#0b5a73;--good:#1b6534;--good-tint:#e4f2e7;--bad:#9f1d1d;--bad-tint:#fbeae7;--warn:#7a4a00;
        --warn-tint:#fbf0da;--key:#8a1c68;--str:#8c3a0b;--num:#1a4c9e;--type:#0b5a66;--note:#5a646e;--attr:#6b4c00;--shade:#0003;
        --sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;
        --serif:Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4","Noto Serif",Cambria,Georgia,serif;
        --mono:ui-monospace,"SF Mono",Menlo,"Cascadia Code","JetBrains Mono",Consolas,"Noto Sans Mono","DejaVu Sans Mono",monospace}
        @media (prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#e4e6e8;--soft:#a3acb5;--line:#30363c;
        --tint:#1d2125;--link:#84cbe0;--good:#8fd6a3;--good-tint:#17301f;--bad:#ffa9a1;--bad-tint:#3a1b1a;--warn:#f0c674;
        --warn-tint:#352a12;--key:#f0a0d2;--str:#f2b08c;--num:#92bcfa;--type:#7fd3df;--note:#9ba5af;--attr:#dcc07c;--shade:#fff3}}
        """

    private static let text = """
        *,*::before,*::after{box-sizing:border-box}
        html{font:106.25%/1.6 var(--serif);color:var(--ink);background:var(--paper);-webkit-text-size-adjust:100%;
        text-size-adjust:100%;scroll-padding-top:1rem}
        body{margin:0;overflow-wrap:break-word}
        h1,h2,h3,h4,h5,h6{font-family:var(--sans);line-height:1.25;text-wrap:balance;margin:2em 0 .6em;font-weight:650}
        h1{font-size:2.1rem;margin:0 0 .4em;letter-spacing:-.015em}
        h2{font-size:1.5rem;letter-spacing:-.01em}h3{font-size:1.2rem}h4{font-size:1.05rem}h5,h6{font-size:1rem}
        p,ul,ol,dl,blockquote,pre,.scroll{margin:0 0 1em}
        a{color:var(--link);text-decoration-thickness:.06em;text-underline-offset:.17em}
        a:hover{text-decoration-thickness:.12em}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
        code,pre,kbd,samp{font-family:var(--mono);font-variant-ligatures:none}
        code,kbd,samp{font-size:.875em}pre code{font-size:1em}
        kbd{border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:0 .3em}
        pre{font-size:.84rem;line-height:1.5;tab-size:4;unicode-bidi:isolate}
        blockquote{margin-inline:0;padding-inline-start:1.1em;border-inline-start:3px solid var(--line);color:var(--soft)}
        hr{border:0;border-top:1px solid var(--line);margin:2.2em 0}
        img,svg{max-width:100%;height:auto}img{vertical-align:middle}
        ul,ol{padding-inline-start:1.5em}li+li{margin-top:.25em}li>ul,li>ol{margin:.25em 0 0}
        ul.tasks{list-style:none;padding-inline-start:.2em}
        table{border-collapse:collapse;font:.9rem/1.45 var(--sans);font-variant-numeric:tabular-nums}
        th,td{padding:.36em 0;padding-inline-end:.9em;text-align:start;vertical-align:top;border-bottom:1px solid var(--line)}
        th:last-child,td:last-child{padding-inline-end:0}
        thead :is(th,td){border-bottom:1.5px solid var(--soft);font-weight:600;text-wrap:balance}
        th.r,td.r{text-align:right}td.r{white-space:nowrap}th.c,td.c{text-align:center}
        :is(th,td).r+:is(th,td):not(.r){padding-inline-start:.9em}
        caption{text-align:start;font-weight:600;padding-bottom:.5em}
        .scroll{overflow-x:auto;container-type:inline-size}.tall{max-height:40rem;overflow-y:auto;box-shadow:inset 0 -.7rem .6rem -.6rem var(--shade)}
        .tall thead :is(th,td){position:sticky;top:0;background:var(--paper)}sup{font-size:.72em;line-height:0}
        caption>span{position:sticky;inset-inline-start:0;display:inline-block;max-width:100cqi}
        :is(:lang(zh),:lang(ja),:lang(ko)) :is(th,td){min-width:4.5em}td a{overflow-wrap:anywhere}
        .dots{font-style:normal;text-emphasis:dot}:lang(zh) .dots{text-emphasis-position:under right}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .minor{font:600 .74rem/1.4 var(--sans);letter-spacing:.07em;text-transform:uppercase;color:var(--soft);margin:0 0 .6em}
        .missing,.removed{color:var(--warn)}.footnotes{font-size:.9em;border-top:1px solid var(--line);padding-top:.8em}
        summary{cursor:pointer}
        th,td,dt,dd,.summary>*,.time,.notice,.note,.progress,figcaption,footer p{unicode-bidi:plaintext}
        [dir=rtl] :is(th,td,dt,dd,.notice,.note,.progress,footer p):not(.c){text-align:right}
        """

    private static let frame = """
        .skip{position:absolute;inset-inline-start:-99rem;top:0;background:var(--paper);padding:.6em 1em;z-index:9}
        .skip:focus{inset-inline-start:0}
        .page{max-width:50rem;margin:0 auto;padding:3rem 1.25rem 4rem}
        main:focus{outline:0}
        .subtitle{font-size:1.15rem;color:var(--soft)}
        .masthead{margin-bottom:2.6rem;border-bottom:1px solid var(--line);padding-bottom:1.1rem}
        .summary{font:.86rem/1.8 var(--sans);color:var(--soft);display:flex;flex-wrap:wrap;gap:0 1.1em;margin-bottom:.6em}
        .summary>*{min-width:0;overflow-wrap:anywhere}
        .badge{font:600 .74rem/1.5 var(--sans);padding:.12em .65em;border-radius:1em;background:var(--tint);color:var(--soft);
        align-self:center;white-space:nowrap}
        .badge.ok{background:var(--good-tint);color:var(--good)}
        .badge.failed,.badge.died,.badge.timed-out{background:var(--bad-tint);color:var(--bad)}
        .badge.interrupted,.badge.unfinished,.badge.running{background:var(--warn-tint);color:var(--warn)}
        .notice{font-family:var(--sans);font-size:.95rem;padding:.8em 1.1em;border-radius:6px;border-inline-start:4px solid;margin:1em 0}
        .notice.failed{background:var(--bad-tint);color:var(--bad)}.notice.unfinished{background:var(--warn-tint);color:var(--warn)}
        .notice a{color:inherit;font-weight:600}
        .record{font:.86rem/1.5 var(--sans)}.record>summary{color:var(--soft);width:fit-content}
        .groups{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1.6rem 2.5rem;margin-top:1.1rem}
        .groups dl{margin:0}.groups dl div{display:grid;grid-template-columns:7.5rem 1fr;gap:.8rem;padding:.24em 0}
        .groups dt{color:var(--soft)}.groups dd{margin:0;overflow-wrap:anywhere;min-width:0}
        .groups table{font-size:inherit;width:100%}.groups tbody th{font-weight:400}.groups td,.groups th{overflow-wrap:anywhere}
        footer{margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem;font:.8rem/1.5 var(--sans);color:var(--soft)}
        .tools{display:flex;gap:.5rem;margin-top:.9rem}
        button{font:500 .78rem/1.4 var(--sans);color:var(--soft);background:var(--paper);border:1px solid var(--line);
        border-radius:5px;padding:.22em .7em;cursor:pointer}button:hover{color:var(--ink);border-color:var(--soft)}
        .contents ol{list-style:none;padding:0;margin:0}.contents li{margin:.1em 0}
        .contents a{padding:.18em 0;text-decoration:none;color:var(--soft);overflow:hidden;text-overflow:ellipsis;
        display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3}
        .contents a:hover{color:var(--link);text-decoration:underline}
        .contents ol ol{padding-inline-start:1em}.contents a[aria-current]{color:var(--link);font-weight:600}
        .contents.wide{display:none}
        .contents.narrow{font-family:var(--sans);font-size:.92rem;margin:-1.2rem 0 2.2rem}
        .contents.narrow ol{margin-top:.4rem}.contents.narrow>details>summary{color:var(--soft)}
        @media (min-width:75rem){html{font-size:112.5%}
        .page{max-width:none;display:grid;grid-template-columns:14rem minmax(0,48rem);gap:0 4rem;justify-content:center;
        padding-top:4rem}.page.lone{grid-template-columns:minmax(0,48rem)}
        .page>*{grid-column:2}.page.lone>*{grid-column:1}.contents.narrow{display:none}
        .page>.contents.wide{display:block;grid-column:1;grid-row:1/99;align-self:start;position:sticky;top:2.5rem;
        max-height:calc(100vh - 5rem);overflow-y:auto;font:.83rem/1.45 var(--sans)}}
        @media (min-width:100rem){html{font-size:125%}.page{grid-template-columns:16rem minmax(0,52rem) 8rem}
        .page.lone{grid-template-columns:minmax(0,52rem)}}
        """
}
