import io, itertools
import pytest
from tests.programme.making import make_meeting, make_session
from tests.hubs import making as hubs
from tests.questions import making as qs
from tests.news import making as news
from tests.conftest import *
BAD=["99999999999999999999","9999999999","2147483648","9223372036854775807","-1","0","9999-99-99","0000-01-01","9999-12-31","\x00","a\x00b","x"*5000,"%ED%A0%80","\ud800","'\"<","1e9","١٢","²","//evil.example","https://evil.example/","/\\evil.example","\r\nX: y"]
ARGS=["meeting","session","page","day","view","theme","kind","organisation","ours","mine","list","via","seen","hub","q","use","next","rows","zone","token","own","at","after","since","version","text","revision"]
SKIP=("library.","members.","accounts.","search.","alerts.","static")
def test_fuzz(app, anonymous, outsider, representative, coordinator):
    from urllib.parse import quote
    m=hubs.make_meeting(coordinator.viewer)
    s=hubs.make_session(m, coordinator.viewer)
    h,token=hubs.accept(m, coordinator.viewer, s)
    p=news.published(coordinator)
    q=qs.make_open(coordinator)
    qq=qs.ask(q)
    given={"post_id":p.id,"session_id":q.id,"question_id":qq.id,"meeting_id":m.id,"hub_id":h.id,"number":1,"size":"small","token":token,"key":"x"*43,"page":1,"filename":"css/base.css"}
    bad=[]
    app.config["PROPAGATE_EXCEPTIONS"]=False
    app.testing=False
    n=0
    for rule in sorted(app.url_map.iter_rules(), key=lambda r:r.endpoint):
        if rule.endpoint.startswith(SKIP) or "GET" not in rule.methods: continue
        if not set(rule.arguments)<=set(given): print("skip",rule); continue
        addr=app.url_map.bind("localhost").build(rule.endpoint,{a:given[a] for a in rule.arguments})
        for someone in (anonymous, coordinator):
            base=someone.client.get(addr).status_code
            if base>=500: bad.append((addr,base))
            if base not in (200,422): continue
            for v in BAD:
                val=quote(v.encode("utf8","surrogatepass")) if "%" not in v else v
                qstr="&".join(f"{a}={val}" for a in ARGS)
                n+=1
                try:
                    r=someone.client.get(addr+"?"+qstr)
                    st=r.status_code
                except Exception as e:
                    st=repr(e)[:200]
                if st not in (200,404,422,304,303,400): bad.append((rule.endpoint,someone.email,v[:30],st))
                if st==303: print("redir",rule.endpoint,v,r.location)
    print(n)
    for b in bad: print("BAD",b)
