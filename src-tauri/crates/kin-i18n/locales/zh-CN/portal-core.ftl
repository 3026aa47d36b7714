# 医院网站：程序核心说的话。界面上的字在别处。
err-portal-unknown = 这个人没有这个医院连接。
rec-portal-unknown = 请从已连接的医院列表里选一个。
err-portal-address = 这不是网址。
rec-portal-address = 请从医院网站复制地址，例如 https://fhir.hospital.org/r4。
err-portal-unsafe-address = 这个地址没有加密，所以没有向它发送任何内容。
rec-portal-unsafe-address = 请使用以 https:// 开头的地址；没有的话请问医院。
err-portal-not-fhir = 这个地址没有可以读取的健康档案。
rec-portal-not-fhir = 请核对地址。需要的是医院给程序用的地址（FHIR），不是医院首页的地址。
err-portal-no-sign-in = 病人不能用家康册这样的程序在这里登录。
rec-portal-no-sign-in = 请向医院询问给病人用的接口（SMART on FHIR）。在此之前，可以在医院网站下载病历文件再导入。
err-portal-needs-client-id = 这家医院只允许它认识的程序进入。
rec-portal-needs-client-id = 请在医院的开发者页面登记家康册，再把得到的客户端编号填进来。
err-portal-too-large = 医院网站一次发来的内容超过 { $limit }，所以没有读取。
rec-portal-too-large = 请稍后再试。如果一直这样，请下载病历文件再导入。
err-portal-broken-answer = 医院网站发来的内容看不懂。
rec-portal-broken-answer = 请稍后再试。什么都没有存入。
err-portal-state-changed = 收到的回答不属于这次登录，所以没有采用。
rec-portal-state-changed = 请从家康册重新开始登录，不要使用浏览器里以前的页面。
err-portal-other-issuer = 回应登录的不是这家医院的网站。这可能是攻击；什么都没有存入。
rec-portal-other-issuer = 现在不要再登录。请问医院地址是否正确。
err-portal-denied = 登录没有完成：没有允许访问。
rec-portal-denied = 如果要让家康册读取病历，请重新开始，并在医院的页面上选择“允许”。
err-portal-unknown-program = { $own ->
    [yes] 医院网站已不记得家康册。之前读到的内容都还在。
   *[other] 医院网站不认识家康册，或不认识这个客户端编号。
}
rec-portal-unknown-program = { $own ->
    [yes] 请在这家医院重新登录：家康册会重新登记。
   *[other] 请核对客户端编号和密钥，要与医院开发者页面上的一致。
}
err-portal-refused = 医院网站拒绝了登录（{ $reason }）。
rec-portal-refused = 请再试一次。如果一直这样，请把括号里的词告诉医院。
err-portal-sign-in-again = 医院网站要求您重新登录。之前读到的内容都还在。
rec-portal-sign-in-again = 请在这家医院处选择“重新登录”。很多医院每次都要求这样。
err-portal-identity = 医院网站说的登录者身份不可信，所以什么都没有存入。
rec-portal-identity = 请重新开始。如果一直这样，请告诉医院。
err-portal-no-patient = 医院网站没有说明这是谁的病历，所以什么都没有存入。
rec-portal-no-patient = 请重新登录，并在医院的页面上选择要读取的人。
err-portal-foreign-link = 医院网站要把我们转到另一个网站，我们没有去。
rec-portal-foreign-link = 请稍后再试，或问医院。
err-portal-name-unknown = 没有这个名字的服务器，或这台电脑没有联网。
rec-portal-name-unknown = 请检查网络和地址，然后再试。
err-portal-certificate = 服务器不能证明它是这家医院的，所以没有向它发送任何内容。
rec-portal-certificate = 请检查电脑的日期，不要使用公共网络。如果一直这样，请告诉医院。
err-portal-unreachable = 医院网站没有回应。
rec-portal-unreachable = 请检查网络，稍后再试。之前读到的内容都还在。
err-portal-too-slow = 医院网站回应得太慢。
rec-portal-too-slow = 请稍后再试，例如晚上。之前读到的内容都还在。
err-portal-private-address = 这个地址通向内部网络，不是医院。
rec-portal-private-address = 请核对地址。没有向它发送任何内容。
err-portal-broken-off = 连接中断了。
rec-portal-broken-off = 请再试一次。之前读到的内容都还在。
err-portal-status = 医院网站回答出错（{ $status }）。
rec-portal-status = 请稍后再试。如果一直这样，请把括号里的数字告诉医院。
err-portal-sign-in-timeout = 五分钟内没有人登录，所以不再等待。
rec-portal-sign-in-timeout = 请准备好医院网站的用户名和密码，再重新开始。
err-portal-no-ear = 这台电脑上的另一个程序妨碍了登录。
rec-portal-no-ear = 请稍等再试。如果一直这样，请重新启动电脑。
err-portal-nothing-came = 没有从这家医院读到任何内容，所以什么都没有改动。
rec-portal-nothing-came = 请稍后再试。如果一直这样，请重新登录，并在医院的页面上允许所列的全部内容。
err-portal-key = 这个私钥不能使用。
rec-portal-key = 请选择没有自带密码的 PEM 私钥文件：2048 位或以上的 RSA，或 P-384。
err-portal-bounce-page = 这不是返回网页的网址。
rec-portal-bounce-page = 它以 https:// 开头，也就是在浏览器里打开这个网页时的网址，例如 https://clinic.example.org/kinfolio/。
err-portal-not-a-list = 这个文件不是医院名单，或者已损坏。
rec-portal-not-a-list = 请选择医疗机构公布的医院名单：brands 或 endpoints 文件（JSON），或有名称和地址的表格（CSV）。
err-portal-list-empty = 这份名单里没有可以安全连接的医院。
rec-portal-list-empty = 每家医院都要有名称和以 https:// 开头的地址。请选择别的名单。
err-portal-list-too-many = 这些名单合起来超过 { $limit } 家医院。
rec-portal-list-too-many = 请移除不需要的名单，或选择小一些的名单。
err-portal-no-hit = 目录里没有这个名字的医院，或者不止一家。
rec-portal-no-hit = 请换些词再找，或直接使用它的地址。
err-portal-no-images = 医院没有给出这些影像的地址。
rec-portal-no-images = 请向医院索取影像光盘。如果这家医院已断开，请重新连接并读取记录。
err-portal-images-refused = 没有拿到这些影像的清单，所以什么都没有改动。{ $why }
rec-portal-images-refused = 请稍后再试。如果一直这样，请向医院索取影像光盘。

# 连接的状态。
portal-state-ready = 已是最新
portal-state-sign-in-again = 请重新登录
portal-state-never-read = 已连接，还没有读取
portal-state-incomplete = 已读取，但有缺少的内容
portal-state-failed = 上次没有成功

# 正在做什么。
portal-stage-looking = 正在查看医院网站……
portal-stage-registering = 正在向医院网站登记家康册……
portal-stage-sign-in = 请在浏览器里医院的页面上登录。
portal-stage-checking = 正在核对这是谁的病历……
portal-stage-reading = 正在读取：{ $kind }……
portal-stage-images = 正在取回影像……
portal-stage-storing = 正在存入……
portal-browser-done = 家康册已收到回答。您可以关闭此页，回到家康册。
portal-browser-failed = 这次登录没有成功。请关闭此页，回到家康册；那里会说明怎么办。

# 没有读到什么，为什么：完整的句子。
gap-not-granted = { $kind }：登录时没有允许读取。
gap-refused = { $kind }：医院拒绝提供。
gap-not-offered = { $kind }：医院不提供这一项。
gap-server-fault = { $kind }：医院网站出错。
gap-busy = { $kind }：医院网站太忙，下次会再读。
gap-redirected = { $kind }：医院网站要转到别处，我们没有去。
gap-broken = { $kind }：收到的内容看不懂。
gap-fault-inside = { $kind }：医院网站说内容不完整。
gap-foreign-link = { $kind }：有一部分在另一个网站上，我们没有去。
gap-endless = { $kind }：医院的页面没有尽头。在那之前读到的都在这里。
gap-limit = { $kind }：内容超过家康册一次能读的量。
gap-network = { $kind }：连接中断了，下次会再读。
gap-access-ended = { $kind }：还没读到访问就结束了。重新登录可以读完。
gap-other-person = { $kind }：有 { $count } 条属于另一位病人，没有存入。请告诉医院。
gap-images-elsewhere = { $kind }：影像在另一个网站上，那里要求单独登录。请向医院索取影像光盘。

# 允许了什么。
portal-scope-all = 读取医院提供的全部内容
portal-scope-kind = 读取：{ $kind }
portal-scope-offline = 保持连接，新结果会自动读入

# 为什么不能登录，以及可能妨碍的事。
portal-hindrance-no-authorization = 网站没有说明在哪里登录。
portal-hindrance-no-token = 网站没有说明在哪里取得访问权。
portal-hindrance-no-pkce = 这个网站的登录方式对您电脑上的程序不够安全。
portal-hindrance-only-from-inside = 只有医院内部的程序能在这里登录。
portal-hindrance-no-code = 这个网站没有给人用的登录，只给别的电脑用。
portal-hindrance-token-elsewhere = 网站要把您的访问权发到另一个网站，这不安全。
portal-hindrance-other = 这个网站的登录方式不认识。
portal-doubt-pkce-not-said = 网站没有说明登录的安全方式，通常仍然可用。
portal-doubt-no-public-client = 网站可能只允许有自己密钥的程序进入。
portal-doubt-no-offline-access = 您可能每次都要登录。
portal-doubt-no-patient-context = 网站没有说明登录时会不会问是为谁登录。
portal-doubt-web-only = 这类网站通常只把登录结果送到网上的网页。家康册可以给您一个这样的网页文件，需要有人把它放到网站上。
portal-doubt-other = 网站有些地方没有说明。

# FHIR 资源类型的说法。
portal-type-AllergyIntolerance = 过敏
portal-type-CarePlan = 护理计划
portal-type-CareTeam = 照护团队
portal-type-Condition = 问题和诊断
portal-type-Coverage = 保险
portal-type-Device = 器械
portal-type-DeviceUseStatement = 器械使用
portal-type-DiagnosticReport = 检查报告
portal-type-DocumentReference = 文档
portal-type-Encounter = 就诊
portal-type-ExplanationOfBenefit = 保险结算单
portal-type-FamilyMemberHistory = 家族史
portal-type-Flag = 警示
portal-type-Goal = 目标
portal-type-ImagingStudy = 影像检查
portal-type-Immunization = 疫苗接种
portal-type-ImmunizationRecommendation = 建议接种
portal-type-MedicationAdministration = 给药记录
portal-type-MedicationDispense = 发药记录
portal-type-MedicationOrder = 处方
portal-type-MedicationRequest = 处方
portal-type-MedicationStatement = 用药记录
portal-type-Medication = 药品
portal-type-Media = 图片
portal-type-NutritionOrder = 饮食医嘱
portal-type-Observation = 化验和测量
portal-type-Procedure = 手术和操作
portal-type-QuestionnaireResponse = 问卷
portal-type-RelatedPerson = 亲属
portal-type-RiskAssessment = 风险评估
portal-type-ServiceRequest = 检查申请
portal-type-Specimen = 标本
portal-type-VisionPrescription = 验光处方
portal-type-Account = 账户
portal-type-Appointment = 预约
portal-type-Consent = 同意书
portal-type-Patient = 个人信息
portal-type-Binary = 文档的文件
portal-type-Practitioner = 医护人员
portal-type-PractitionerRole = 医护人员的职务
portal-type-Organization = 医院和诊所
portal-type-Location = 地点

# 目录里的练习用医院。
portal-demo-name = 家康册演示诊所（在这台电脑上）
portal-demo-also = 练习用医院

# Images of a study.
portal-images-title = 影像：{ $study }
portal-image-title = DICOM 影像，序列 { $series }，第 { $image } 张
