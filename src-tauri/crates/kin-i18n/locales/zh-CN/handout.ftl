## 不经服务器的交出方式：用六个单词打开的网页、加密包、健康卡、二维码页。

viewer-title = 医疗摘要（已加密）
viewer-lead = 这个网页里有一份别人交给您的医疗摘要。请向对方要打开它的六个单词。
viewer-words = 六个单词
viewer-open = 打开
viewer-working = 正在打开，请稍候。
viewer-wrong = 这些单词打不开。请检查每个单词和顺序；大小写没有关系。
viewer-old = 这个浏览器太旧，或不允许保存的网页解密。请用新版浏览器打开此文件。
viewer-note = 一切都在这台电脑上完成。此网页不加载也不发送任何内容。
viewer-script = 此网页需要 JavaScript，但这个浏览器已将其关闭。
viewer-bar = 可对摘要进行的操作
viewer-print = 打印
viewer-copy-en = 复制病历文字（English）
viewer-copy-zh = 复制病历文字（院外就诊经历）
viewer-copy-box = 病历文字
viewer-copied = 已复制，可粘贴到病历中。
viewer-copy-hand = 浏览器不允许复制。文字已在下方选中：请按 Ctrl+C 复制。
viewer-save = 保存为数据（IPS）
viewer-saved = 正在保存数据文件。
viewer-close = 重新锁上

record-text-head = 院外就诊经历（据患者携带的摘要，{ $date }）：
record-text-foot = 以上按患者提供的资料记载，未经本院核实。
record-text-allergies = 过敏史
record-text-problems = 现有疾病
record-text-past-problems = 既往史
record-text-medications = 院外用药
record-text-vital-signs = 院外生命体征
record-text-results = 院外检查检验
record-text-immunizations = 预防接种史
record-text-procedures = 手术及操作史

sheets-title = 二维码医疗摘要
sheets-page = 第 { $page } 页，共 { $pages } 页
sheets-how = 这 { $all } 个二维码以数据形式保存整份摘要。用家康册（“读取二维码或链接”）以任意顺序读取第 1 至 { $enough } 个即可还原，其余的可替代损坏的。拿到这些纸的人都能读取。

share-viewer = 加密网页
share-viewer-what = 一个文件，用任何浏览器、不需要网络、凭六个单词打开。适合放在 U 盘里。
share-viewer-who = 有文件又有六个单词的人都能看，只要文件还在。交出后无法收回。
share-package = 加密包
share-package-what = 纸质版、数据和文字合为一个加密文件，供使用 age 程序的人打开。
share-package-who = 有文件又有六个单词的人都能看，只要文件还在。交出后无法收回。
share-card = 健康卡
share-card-what = 把最重要的内容做成 SMART 健康卡。由本记录自己签名，不是医院签发。
share-card-who = 有这张卡或拍下其二维码的人都能看，永久有效。无法收回。
share-sheets = 二维码页
share-sheets-what = 把整份摘要印成纸上的二维码，家康册可从中还原。
share-sheets-who = 拿到这些纸的人都能看，只要纸还在。交出后无法收回。
share-moving = 动态二维码
share-moving-what = 整份摘要变成屏幕上不断变化的二维码，供另一台带摄像头的家康册读取。
share-moving-who = 拍下屏幕的人都能看，永久有效。无法收回。

finding-card-self-attested = 这张卡由本记录自己的密钥签名。别人看到的是“签名真实、签发者未知”：它说明内容未被改动，不说明由医院签发。
finding-card-left-off = 有 { $count } 条内容放不进这张卡。

cli-six-words = 打开它的六个单词（只显示这一次）：{ $words }
