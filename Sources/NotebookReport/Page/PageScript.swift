/// The page's one script: comforts only; without it everything can be read.
enum PageScript {
    /// All of it.
    static let text = #"""
        (()=>{"use strict";
        const d=document,all=(s,e=d)=>[...e.querySelectorAll(s)];
        const make=(tag,name,text)=>{const e=d.createElement(tag);e.className=name;e.textContent=text;if(tag==="button")e.type="button";return e};
        d.documentElement.classList.add("js");
        const copy=async(text,button,name)=>{
          try{await navigator.clipboard.writeText(text)}catch{
            const area=make("textarea","hidden","");area.value=text;d.body.append(area);area.select();d.execCommand("copy");area.remove()}
          button.textContent=button.ariaLabel="Copied";
          setTimeout(()=>{button.textContent="Copy";button.ariaLabel=name},1500)};
        for(const listing of all(".cell .listing")){
          const button=make("button","copy","Copy");
          const name=button.ariaLabel="Copy the code of "+listing.closest(".cell").id.replace("-"," ");
          button.addEventListener("click",()=>copy(all(".l",listing).map(l=>l.textContent).join(""),button,name));
          listing.closest("details").after(button)}
        const sources=all("details.source");
        if(sources.length>1){
          const bar=make("div","tools",""),words=open=>open?"Fold all code":"Unfold all code",button=make("button","",words(sources.some(s=>s.open)));
          button.addEventListener("click",()=>{
            const open=!sources.some(s=>s.open);for(const s of sources)s.open=open;
            button.textContent=words(open)});
          bar.append(button);d.querySelector(".masthead").append(bar)}
        for(const table of all("table.data")){
          const body=table.tBodies[0],heads=all("thead th",table);
          heads.forEach(head=>{
            if(head.className==="fixed")return;
            const column=head.cellIndex;
            const button=make("button","",head.textContent);head.replaceChildren(button);
            button.addEventListener("click",()=>{
              const down=head.getAttribute("aria-sort")==="ascending",sign=down?-1:1;
              for(const h of heads)h.removeAttribute("aria-sort");
              head.setAttribute("aria-sort",down?"descending":"ascending");
              const key=row=>{const c=row.cells[column];return c&&c.dataset.v!==undefined?Number(c.dataset.v):c?c.textContent:""};
              const order=(a,b)=>{const x=key(a),y=key(b);
                if(typeof x==="number"&&typeof y==="number")return sign*(x-y);
                if(typeof x!==typeof y)return typeof x==="number"?-1:1;
                return sign*x.localeCompare(y,undefined,{numeric:true})};
              body.append(...all("tr",body).sort(order))})})}
        const enlarge=(art,label)=>{
          const dialog=make("dialog","",""),close=make("button","","Close");
          const picture=art.cloneNode(true);picture.removeAttribute("width");picture.removeAttribute("height");
          dialog.setAttribute("aria-label",label);dialog.append(picture,close);d.body.append(dialog);
          dialog.addEventListener("click",()=>dialog.close());dialog.addEventListener("close",()=>dialog.remove());
          dialog.showModal()};
        for(const figure of all("figure")){
          const art=figure.querySelector(".art>*"),caption=figure.querySelector("figcaption");
          if(!art||!caption)continue;
          const label=caption.textContent.trim(),button=make("button","enlarge","Enlarge");
          button.setAttribute("aria-label","Enlarge "+label);
          button.addEventListener("click",()=>enlarge(art,label));
          art.addEventListener("click",()=>enlarge(art,label));caption.append(button)}
        const links=new Map(all(".contents.wide a").map(a=>[a.hash.slice(1),a]));
        const marks=all("main :is(h2,h3)[id]").filter(h=>links.has(encodeURIComponent(h.id))||links.has(h.id));
        if(marks.length){
          let current;
          const follow=()=>{
            let at=marks[0];for(const h of marks)if(h.getBoundingClientRect().top<innerHeight*.3)at=h;
            if(scrollY>0&&innerHeight+scrollY>d.documentElement.scrollHeight-4)at=marks.at(-1);
            const link=links.get(at.id)||links.get(encodeURIComponent(at.id));
            if(link===current)return;
            current?.removeAttribute("aria-current");link.setAttribute("aria-current","true");current=link;
            const list=link.closest("nav"),top=link.offsetTop-list.offsetTop;
            if(top<list.scrollTop||top>list.scrollTop+list.clientHeight-40)list.scrollTop=top-list.clientHeight/2};
          let waits=false;
          addEventListener("scroll",()=>{if(!waits){waits=true;requestAnimationFrame(()=>{waits=false;follow()})}},{passive:true});
          follow()}
        const reveal=()=>{
          let id="";try{id=decodeURIComponent(location.hash.slice(1))}catch{}
          const target=id&&d.getElementById(id);
          if(!target)return;
          for(let e=target.parentElement;e;e=e.parentElement)if(e.tagName==="DETAILS")e.open=true;
          target.scrollIntoView()};
        addEventListener("hashchange",reveal);reveal();
        let folded=[];
        addEventListener("beforeprint",()=>{folded=all("details:not([open]):not(.source.folded)");for(const e of folded)e.open=true});
        addEventListener("afterprint",()=>{for(const e of folded)e.open=false});
        })();
        """#
}
