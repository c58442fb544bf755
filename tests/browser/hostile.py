"""Texts that want to be code (F14), each with RUN where it would act; and how a page tells that one did."""

from collections.abc import Sequence

RUN = "pwned(%d)"

# What a page is given before any script of its own: every way in which a text could make itself felt.
LISTEN = """(() => {
    const felt = []
    Object.defineProperty(window, '__felt', { value: felt })
    Object.defineProperty(window, 'pwned', { value: (which) => { felt.push(`ran ${which}`) } })
    for (const name of ['alert', 'confirm', 'prompt']) window[name] = (text) => { felt.push(`${name} ${text}`) }
    document.addEventListener('securitypolicyviolation', (event) => {
        felt.push(`blocked ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
})()"""

_SCRIPTS = """
<script>RUN</script>
<script src="data:text/javascript,RUN"></script>
<ScRiPt>RUN</sCrIpT>
<script\t>RUN</script\t>
<script/x>RUN</script>
<scr<script>ipt>RUN</scr</script>ipt>
<script type=module>RUN</script>
<script>/*</script><script>*/RUN</script>
</script><script>RUN</script>
<script async src=//127.0.0.1:1/x.js></script>
<noscript><p title="</noscript><script>RUN</script>">
"><script>RUN</script>
'><script>RUN</script>
`><script>RUN</script>
--><script>RUN</script><!--
]]><script>RUN</script>
</textarea><script>RUN</script>
</title><script>RUN</script>
</style><script>RUN</script>
%3Cscript%3ERUN%3C/script%3E
&lt;script&gt;RUN&lt;/script&gt;
&#60;script&#62;RUN&#60;/script&#62;
&#x3c;script&#x3e;RUN&#x3c;/script&#x3e;
\\x3cscript\\x3eRUN\\x3c/script\\x3e
\\u003cscript\\u003eRUN\\u003c/script\\u003e
＜script＞RUN＜/script＞
+ADw-script+AD4-RUN+ADw-/script+AD4-
¼script¾RUN¼/script¾
"""
_HANDLERS = """
<img src=x onerror=RUN>
<img src=x onerror="RUN">
<img/src=x/onerror=RUN>
<img src='x' onerror='RUN'//
"><img src=x onerror="RUN">
<img src=x:x onerror=RUN>
<IMG SRC=x OnErRoR=RUN>
<img \nsrc=x\nonerror=RUN>
<img src=x onerror&#61;RUN>
<image src=x onerror=RUN>
<video><source onerror=RUN></video>
<video src=x onerror=RUN></video>
<audio src=x onerror=RUN></audio>
<body onload=RUN>
<input autofocus onfocus=RUN>
<select autofocus onfocus=RUN>
<textarea autofocus onfocus=RUN>
<button autofocus onfocus=RUN>x</button>
<keygen autofocus onfocus=RUN>
<details open ontoggle=RUN>x</details>
<marquee onstart=RUN>x</marquee>
<div onpointerenter=RUN style=position:fixed;inset:0>x</div>
<p contenteditable autofocus onfocus=RUN>x</p>
<x tabindex=1 autofocus onfocus=RUN>x</x>
<style>@keyframes x{}</style><p style="animation-name:x" onanimationstart=RUN>x</p>
<p style="transition:1ms;color:red" ontransitionend=RUN>x</p>
<link rel=stylesheet href=x onerror=RUN>
<link rel=stylesheet href="data:text/css,*{}" onload=RUN>
<iframe onload=RUN></iframe>
<object data=x onerror=RUN></object>
<embed src=x onerror=RUN>
<form><button formaction=javascript:RUN autofocus onfocus=RUN>x</button></form>
<dialog open onclose=RUN><form method=dialog><button autofocus>x</button></form></dialog>
<a onmouseover=RUN>x</a>
"""
_DRAWINGS = """
<svg onload=RUN></svg>
<svg/onload=RUN>
<svg><script>RUN</script></svg>
<svg><script href="data:text/javascript,RUN" /></svg>
<svg><animate onbegin=RUN attributeName=x dur=1s></svg>
<svg><set onbegin=RUN attributeName=x></svg>
<svg><a xlink:href="javascript:RUN"><text x=20 y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x onload=RUN></svg>#x" onload=RUN /></svg>
<svg><foreignObject><body onload=RUN></foreignObject></svg>
<svg><image href=x onerror=RUN></svg>
<svg><style><img src=x onerror=RUN></style></svg>
<math><mtext><table><mglyph><style><img src=x onerror=RUN></style></mglyph></table></mtext></math>
<math href="javascript:RUN">x</math>
<math><annotation-xml encoding="text/html"><img src=x onerror=RUN></annotation-xml></math>
<math><maction actiontype="statusline#" xlink:href="javascript:RUN">x</maction></math>
"""
_ADDRESSES = """
javascript:RUN
<a href="javascript:RUN">x</a>
<a href=" &#14; javascript:RUN">x</a>
<a href="jav&#x09;ascript:RUN">x</a>
<a href="java\u200bscript:RUN">x</a>
<a href="data:text/html,<script>RUN</script>">x</a>
<a href="vbscript:RUN">x</a>
<iframe src="javascript:parent.RUN"></iframe>
<iframe srcdoc="<script>parent.RUN</script>"></iframe>
<object data="javascript:RUN"></object>
<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='parent.RUN'/>">
<meta http-equiv=refresh content="0;url=javascript:RUN">
<base href="javascript:RUN//">
<form action="javascript:RUN"><input type=submit></form>
<area href="javascript:RUN">
[点我](javascript:RUN)
[点我](JaVaScRiPt:RUN)
[点我](data:text/html;base64,PHNjcmlwdD5wYXJlbnQucHduZWQoMSk8L3NjcmlwdD4=)
![图](x"onerror="RUN)
![图](javascript:RUN)
<javascript:RUN>
[a]: javascript:RUN "x"
**<img src=x onerror=RUN>**
- <img src=x onerror=RUN>
1. <svg onload=RUN>
`<img src=x onerror=RUN>`
| <img src=x onerror=RUN> | x |
> <img src=x onerror=RUN>
# <img src=x onerror=RUN>
"""
_TEMPLATES = """
{{constructor.constructor('RUN')()}}
{{RUN}}
${RUN}
#{RUN}
<%= RUN %>
{{_openBlock.constructor('RUN')()}}
<div v-html="'<img src=x onerror=RUN>'"></div>
<p v-on:click="RUN">x</p>
<p :title="RUN">x</p>
<x is="vue:script">RUN</x>
{{$el.ownerDocument.defaultView.RUN}}
{"__proto__":{"innerHTML":"<img src=x onerror=RUN>"}}
"""
_CLOBBERING = """
<form id=document><input name=body></form>
<a id=Qiao><a id=Qiao name=q href="x">
<img name=querySelector>
<form name=cookie>
<input id=attributes><form><input name=innerHTML></form>
<iframe name=fetch></iframe>
<qiao-chat onclick=RUN></qiao-chat>
"""
_MUTATING = """
<listing>&lt;img src=x onerror=RUN&gt;</listing>
<xmp><p title="</xmp><img src=x onerror=RUN>">
<template><img src=x onerror=RUN></template>
<template shadowrootmode=open><img src=x onerror=RUN></template>
<p id="</p><img src=x onerror=RUN>">
<table><td><style><!--</style><img src=x onerror=RUN>--></style>
<svg></p><style><g title="</style><img src=x onerror=RUN>">
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>
<!--><img src=x onerror=RUN>-->
<![CDATA[<img src=x onerror=RUN>]]>
<?xml-stylesheet href="javascript:RUN"?><img src=x onerror=RUN>
<!DOCTYPE x [<!ENTITY y "<img src=x onerror=RUN>">]>&y;
"""
_DIRECTIONS = (
    "\u202e<tpircs/>NUR<tpircs>",
    "\u202e>RUN=rorreno x=crs gmi<\u202c",
    "\u2066<img src=x onerror=RUN>\u2069",
    "\ufeff<script>RUN</script>",
    "<im\u00adg src=x onerror=RUN>",
    "<img src=x onerror=RUN\u200b>",
    "<\u2028script>RUN</script>",
    "<script\u3000>RUN</script>",
)


def payloads() -> Sequence[str]:
    """Every text once, each with its own number where it would act."""
    lines = [
        line.replace("\\n", "\n")
        for block in (_SCRIPTS, _HANDLERS, _DRAWINGS, _ADDRESSES, _TEMPLATES, _CLOBBERING, _MUTATING)
        for line in block.strip("\n").split("\n")
    ]
    return [text.replace("RUN", RUN % number) for number, text in enumerate([*lines, *_DIRECTIONS])]
