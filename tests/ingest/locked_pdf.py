"""A page that says "Marigold", locked with no password by the ciphers of later PDF versions.

Made once with pypdf and the library "cryptography", which the tests do without.
"""

import base64
import zlib

_PACKED = {
    "AES-128": (
        "c-oCqziSjh6b2h*Itx*-a1ah`basC3E*=N@aYsZ$Le9iOEM|A!Bo{8b$?jZ8?CeBrEG#T+EyPm6M*jdCMZwNS!A2"
        "}B0-}wxx98o#S-86_^S<}J_q};<rm?!%xkxW@)cE}6?FU40fb(P<HJgZBKimaO7PQm-d=rsXy$K~|p0I{mEd-gVh"
        "-@Zc$V236&y@Hk<`o~`LS!KyWDe7*Q2x)*N~i!&t(C|!n4X@`4}7k`zcQ9M60FXcIZrIHsF`a}=7S>jMOGO*-div"
        "5M4$o@=?)S%G%JuIGOtS*(#aC^_rdj2U6nchM)iuRdapsY>9(*EmA`Za=pFQF`^ArQ7ap;%>cNxZ?2YZG^7Y4W`q"
        "$p~qx)wz9<JU)r=GuqH+P@)kLE7Fe0B0XUxzzCk8d3nCzg)=e*gG%r87!3Qj}AQ8(8=)R=<%pWs&a{7AzLA3R%qj"
        "R(pL11twjmGouTG$O>*srL2xZ4#0UD#$jrB5(mN>ZEQq^wweoLW6dM0zzCYekpPw|qnXyq$`&H)xG8{AB~uPYsx*"
        "l}NX|nh!qm#pDj`{vSOF3Qgfh~CDiH+UR@Pb_&>-?z7V1fKof)m>25zgpU(K2<=IP2VWEE){leu<xgH1N7Msx6?I"
        "~`mnsElH4Oont&fJFgTC>TFjNy#O)c#Kis*r6wzU`otjl<^si#qkU#=oHTty4QzdIJ0i=HuzG=TAur(U!T$|i~b}"
        "xxlz={(l^EiBBGL+G!c~1L~+Yx6tw<_;_pB^ON+x@hvnaESvp;~VG}|Yphly;(m{U!$9EI}"
    ),
    "AES-256-R5": (
        "c-oCrzi%8x6mHQ7DNQP>X-t6>c7DA#GvZ_v+jj~Ik&O@10LA=x;~bptti5$eQqfQ#fv6+?0_Z5Ih-A?q0YVf+bR<"
        "&J(9lybdw19;nS$Nb?#z4NeBYZl@9oyX-sqZqRkN)pPk;WENiO(2e!vC;*1UcHgm|+Xx-gv|vF0Eg(SoZAIAq(~j"
        "Apq9s!I!&IM&>p<OP41>mJYFXU*>Xbk=dXu~h%((q5>g3SB8Rw<u4-&ir2G67>cT+!?iEoOKnr;AVw9q{aNSO*P1"
        "#aa6sl0lyIFjjS1;#%?+7jgmDxVL?lHbAzULshgzGhk5?2<24)czDcvA?hZ%O`xjkH;h0U{yZY%1kG}VhA3vWqAH"
        "Dd?A7|gb{P~Zcot!;*^w-mCuYYsplZQLc^_LGnKD+tahkw3w<(1Lbe?R-~tApR(`u)aFSAY1T*I84o6=6g1Hix>!"
        "{<YRtfHha#C~rJk<yGD4WZF^7n{gLrIkcHI`+R^-m4H}b$zzDZ#$bX2Pgracf=C6G&;bz1L|Lh9ML~lO71)f<6ol"
        "ZAoK6|7wjQH_j8aSEAq2b4ns@j>OW|XTkd#%n(ix~<3PmX4fQ0c$q?}L)>5IzIWvi7dC5a#?IfxR-At+m<gCY#nx"
        "B|qaGU{N2lvQPSb&}&QuSeHUyF0_XeXTTm^R$0LvmSJdH`j;b+xk3FTCLBqE<GOc6+u5~FDCoLK2exTG9jwsefG)"
        "A0!2cEoS_uuq_L=Lo{JP2lu9mSTY{E4MHR^FJ`t5B7-=9zV{9N9HDS#_#^{B!RuvLblgyS(&JsO=3)O9<3D%of1#"
        "+c1p!T>{aq*QuQOwm0n3V(c4s#$^0vM?_i}PMfg$a&KoL?LPH1NXDZL${B(lfiTp}Ay}N?)=m?=RVm+`x5hm`tf%"
        "*6MijfNChs;e1|Oe$}0C?9~n)SRa*$QbKZ4#=55zO{piXJ=W^fcKiQ8YVQwcsl9*FarpOlwCF<HEtBBUv8}D){)q"
        "hpQc+ml"
    ),
    "AES-256": (
        "c-oCrJ&YVR6qb;X(3BL^ZmuL_KmSXslkR6vpd`A}ElH39#k2i<w{SOenw^Uh3aT_|qDV;-L79e%7NHcOgN7)gL^P"
        "qIp+Q1a2+!`ax6)BCGll*6^Y=YJzc(8PyL<17E3(>n{p-u0D#18w!za~fRMj8cJ0n)_V2>y5QB@z{5zQDB!eO<!S"
        "y7V)B3#-q=T-I9X_~RyOb&eZaaHfM=S|PV+E)3WTL+_#3U%RBU#B$1?e=cb;^oy|GpAso*z|=sV`{-Xq*;63#S-M"
        "8xK~ye19o9BfK@#?5B+>PfTF6maYl1`{T`j%p?(^12y^u<<5g?%UZduyKW0V^>$AQiJgt6sxQ#Eay}JMO+v#7wJp"
        "StC*MHvn?#G`$^3cEa#qpISZry*odFS&tx4s<x{m8uf@cHQ*4}RPE{aO3X>rel<{e5~e_$;NCj(W}UCe!7J%&fdY"
        "m+=8p;FUKPJd~qOPkQQDJ?XJY*rlr8XCv~&Q?%S9XFY&2GDz)I1Qj?Wn@!Mw96gU#c?H&{7*r<XC6@)`nKTzX%ix"
        "3(JO$#xk+V6wY@#)Cv#M{fk&BrmXrV>&kz*tj+KX(m6gk+SlL{t-cGh{4BwQjXt&==+F0v=5f+goPxFAsrP>_sN$"
        "$6A$ll8o~>@03_(x>HU>%2c6-x+G9-fiRl88rjxI;*$FlbdptC<)7ZEL%_a*g{~KbQhETF&m|%D1gKSDJqZLq2g#"
        "WgcP%vC<Ta;Fz!v_XpAldvfdjVJZZ3To`@n7WHixX@Lm@&VO5B_WD0G`n~BB;?yS~95HAd_RY2<!cn3mdAvhM91L"
        "{so6(gA7IcSU7C}9LD0*oq`fRu3w*NgLRN4esqJoxHiMr)~AW-CmTf|{>17no6(Fah!s2Hs!7lvv~S9ZpZEo7d`O"
        "`WX$Cdf2w5<rm%g{%+~u5has3DfB`GWpc?S*q}T|$UbHzH~$Z%^!~Vs-MzD(>3@GmvmU#Co&;}PwXreY->d!s?zU"
        "L("
    ),
}
LOCKED = {cipher: zlib.decompress(base64.b85decode(packed)) for cipher, packed in _PACKED.items()}
