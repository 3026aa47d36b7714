# 患者登记时出示的资料包（“Kill the Clipboard”）：收到时的提示，以及交出时的文字。

finding-ktc-attachment-left-out = 有一份文件只在医院的服务器上，不在您的病历里，无法随登记文件带走。
finding-ktc-json = 无法按规则核对这份登记文件。
finding-ktc-bundle-type = 这份登记文件的类型不符合规则。
finding-ktc-bundle-timestamp = 这份登记文件没有写明制作时间。
finding-ktc-entry-count = 这份登记文件除了个人信息外没有其他内容。
finding-ktc-patient-count = 登记文件应当只关于一个人（其中有 { $detail } 人）。
finding-ktc-patient-demographics = 登记文件没有写全姓名、出生日期和性别（{ $detail }）。
finding-ktc-fullurl-not-urn = 登记文件中有一部分的编号不符合规则（{ $place }）。
finding-ktc-fullurl-duplicate = 登记文件中有两部分编号相同（{ $place }）。
finding-ktc-reference-dangling-urn = 登记文件中提到的一部分内容不在文件里（{ $place }）。
finding-ktc-reference-dangling-contained = 登记文件中提到的一处内部内容不存在（{ $place }）。
finding-ktc-reference-external = 登记文件中有内容指向另一台电脑（{ $place }）。
finding-ktc-reference-unresolved = 登记文件中有一处所指的内容找不到（{ $place }）。
finding-ktc-attachment-url = 有一份文件不在登记文件里，只给了网址（{ $place }）。
finding-ktc-attachment-no-data = 登记文件中有一份文件是空的（{ $place }）。
finding-ktc-meta-profile = 登记文件中有一部分另外声明了自己的规则（{ $place }）。
finding-ktc-docref-status = 有一份出示的文件没有标明为现行（{ $place }）。
finding-ktc-docref-type = 有一份出示的文件没有说明是摘要还是本人自述（{ $place }）。
finding-ktc-docref-category = 有一份文件没有标明由患者出示（{ $place }）。
finding-ktc-docref-subject = 有一份出示的文件不是关于登记文件中的这个人（{ $place }）。
finding-ktc-docref-author = 有一份出示的文件没有写明由本人制作（{ $place }）。
finding-ktc-docref-date = 有一份出示的文件没有日期（{ $place }）。
finding-ktc-docref-pataast = 有一份出示的文件没有标明为患者自述（{ $place }）。
finding-ktc-docref-content-type = 有一份出示的文件不是 PDF（{ $place }）。
finding-ktc-docref-data-base64 = 有一份出示的文件已损坏（{ $place }）。
finding-ktc-rendered-missing = 登记文件只有数据，没有可供阅读的页面（PDF）。
finding-ktc-safety-core = 登记文件没有把过敏、用药、疾病三项都说明白。这并不表示没有。

share-ktc = 美国诊所登记文件
share-ktc-what = 数据和两份页面（摘要与本人自述）合在一个文件里，符合美国“Kill the Clipboard”登记的要求。
share-ktc-who = 拿到文件的人用合适的程序都能读，文件存在多久就能读多久，无法收回。

# 敏感话题：勾选之前都不带上
share-topics = 敏感话题
share-topics-hint = 与这些话题有关的内容，在您勾选之前不会出现在任何一种形式里。
share-topics-none = 所选部分没有涉及这些话题的内容。
share-topic-mental-health = 心理健康
share-topic-substance-use = 酒精与药物依赖
share-topic-sexual-health = 艾滋病、性健康
share-topic-reproductive = 避孕、不孕、流产
share-topic-genetics = 基因与遗传病
share-topic-violence = 暴力与虐待
share-topic-entries = { $n } 条
share-topic-medicines = 其中有 { $n } 种药：开药的医生应当知道。
share-topics-held = 有 { $n } 个敏感话题没有带上：
share-topics-change = 更改带上的内容
