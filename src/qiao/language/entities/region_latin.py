"""Provinces and cities as they are written in English, by the first four digits of their codes.

Where two cities are written alike, the one that people mean stands here, or neither (Taizhou, Yichun, Yulin).
"""

_NAMES = """
    beijing=1100 tianjin=1200 hebei=1300 shijiazhuang=1301 tangshan=1302 qinhuangdao=1303 handan=1304 xingtai=1305
    baoding=1306 zhangjiakou=1307 chengde=1308 cangzhou=1309 langfang=1310 hengshui=1311 shanxi=1400 taiyuan=1401
    datong=1402 yangquan=1403 changzhi=1404 jincheng=1405 shuozhou=1406 jinzhong=1407 yuncheng=1408 xinzhou=1409
    linfen=1410 luliang=1411 inner_mongolia=1500 hohhot=1501 baotou=1502 wuhai=1503 chifeng=1504 tongliao=1505
    ordos=1506 hulunbuir=1507 bayannur=1508 ulanqab=1509 xingan=1522 xilingol=1525 alxa=1529 liaoning=2100
    shenyang=2101 dalian=2102 anshan=2103 fushun=2104 benxi=2105 dandong=2106 jinzhou=2107 yingkou=2108 fuxin=2109
    liaoyang=2110 panjin=2111 tieling=2112 chaoyang=2113 huludao=2114 jilin=2200 changchun=2201 siping=2203
    liaoyuan=2204 tonghua=2205 baishan=2206 songyuan=2207 baicheng=2208 yanbian=2224 heilongjiang=2300 harbin=2301
    qiqihar=2302 jixi=2303 hegang=2304 shuangyashan=2305 daqing=2306 jiamusi=2308 qitaihe=2309 mudanjiang=2310
    heihe=2311 suihua=2312 daxinganling=2327 shanghai=3100 jiangsu=3200 nanjing=3201 wuxi=3202 xuzhou=3203
    changzhou=3204 suzhou=3205 nantong=3206 lianyungang=3207 huaian=3208 yancheng=3209 yangzhou=3210 zhenjiang=3211
    suqian=3213 zhejiang=3300 hangzhou=3301 ningbo=3302 wenzhou=3303 jiaxing=3304 huzhou=3305 shaoxing=3306
    jinhua=3307 quzhou=3308 zhoushan=3309 lishui=3311 anhui=3400 hefei=3401 wuhu=3402 bengbu=3403 huainan=3404
    maanshan=3405 huaibei=3406 tongling=3407 anqing=3408 huangshan=3410 chuzhou=3411 fuyang=3412 luan=3415
    bozhou=3416 chizhou=3417 xuancheng=3418 fujian=3500 fuzhou=3501 xiamen=3502 putian=3503 sanming=3504
    quanzhou=3505 zhangzhou=3506 nanping=3507 longyan=3508 ningde=3509 jiangxi=3600 nanchang=3601 jingdezhen=3602
    pingxiang=3603 jiujiang=3604 xinyu=3605 yingtan=3606 ganzhou=3607 jian=3608 shangrao=3611 shandong=3700
    jinan=3701 qingdao=3702 zibo=3703 zaozhuang=3704 dongying=3705 yantai=3706 weifang=3707 jining=3708 taian=3709
    weihai=3710 rizhao=3711 linyi=3713 dezhou=3714 liaocheng=3715 binzhou=3716 heze=3717 henan=4100 zhengzhou=4101
    kaifeng=4102 luoyang=4103 pingdingshan=4104 anyang=4105 hebi=4106 xinxiang=4107 jiaozuo=4108 puyang=4109
    xuchang=4110 luohe=4111 sanmenxia=4112 nanyang=4113 shangqiu=4114 xinyang=4115 zhoukou=4116 zhumadian=4117
    hubei=4200 wuhan=4201 huangshi=4202 shiyan=4203 yichang=4205 xiangyang=4206 ezhou=4207 jingmen=4208 xiaogan=4209
    jingzhou=4210 huanggang=4211 xianning=4212 suizhou=4213 enshi=4228 hunan=4300 changsha=4301 zhuzhou=4302
    xiangtan=4303 hengyang=4304 shaoyang=4305 yueyang=4306 changde=4307 zhangjiajie=4308 yiyang=4309 chenzhou=4310
    yongzhou=4311 huaihua=4312 loudi=4313 xiangxi=4331 guangdong=4400 guangzhou=4401 shaoguan=4402 shenzhen=4403
    zhuhai=4404 shantou=4405 foshan=4406 jiangmen=4407 zhanjiang=4408 maoming=4409 zhaoqing=4412 huizhou=4413
    meizhou=4414 shanwei=4415 heyuan=4416 yangjiang=4417 qingyuan=4418 dongguan=4419 zhongshan=4420 chaozhou=4451
    jieyang=4452 yunfu=4453 guangxi=4500 nanning=4501 liuzhou=4502 guilin=4503 wuzhou=4504 beihai=4505
    fangchenggang=4506 qinzhou=4507 guigang=4508 baise=4510 hezhou=4511 hechi=4512 laibin=4513 chongzuo=4514
    hainan=4600 haikou=4601 sanya=4602 sansha=4603 danzhou=4604 chongqing=5000 sichuan=5100 chengdu=5101 zigong=5103
    panzhihua=5104 luzhou=5105 deyang=5106 mianyang=5107 guangyuan=5108 suining=5109 neijiang=5110 leshan=5111
    nanchong=5113 meishan=5114 yibin=5115 guangan=5116 dazhou=5117 yaan=5118 bazhong=5119 ziyang=5120 aba=5132
    garze=5133 liangshan=5134 guizhou=5200 guiyang=5201 liupanshui=5202 zunyi=5203 anshun=5204 bijie=5205
    tongren=5206 qianxinan=5223 qiandongnan=5226 qiannan=5227 yunnan=5300 kunming=5301 qujing=5303 yuxi=5304
    baoshan=5305 zhaotong=5306 lijiang=5307 puer=5308 lincang=5309 chuxiong=5323 honghe=5325 wenshan=5326
    xishuangbanna=5328 dali=5329 dehong=5331 nujiang=5333 diqing=5334 tibet=5400 lhasa=5401 shigatse=5402
    chamdo=5403 nyingchi=5404 shannan=5405 nagqu=5406 shaanxi=6100 xian=6101 tongchuan=6102 baoji=6103
    xianyang=6104 weinan=6105 yanan=6106 hanzhong=6107 ankang=6109 shangluo=6110 gansu=6200 lanzhou=6201
    jiayuguan=6202 jinchang=6203 baiyin=6204 tianshui=6205 wuwei=6206 zhangye=6207 pingliang=6208 jiuquan=6209
    qingyang=6210 dingxi=6211 longnan=6212 linxia=6229 gannan=6230 qinghai=6300 xining=6301 haidong=6302 haibei=6322
    huangnan=6323 golog=6326 yushu=6327 haixi=6328 ningxia=6400 yinchuan=6401 shizuishan=6402 wuzhong=6403
    guyuan=6404 zhongwei=6405 xinjiang=6500 urumqi=6501 karamay=6502 turpan=6504 hami=6505 changji=6523 bortala=6527
    bayingolin=6528 aksu=6529 kizilsu=6530 kashgar=6531 hotan=6532 ili=6540 tacheng=6542 altay=6543 taiwan=7100
    hong_kong=8100 macau=8200
"""


def latin_names() -> dict[str, str]:
    """The code of each, in small letters and without apostrophes."""
    return {name.replace("_", " "): f"{code}00" for name, _, code in (one.partition("=") for one in _NAMES.split())}
