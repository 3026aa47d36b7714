# 打印摘要、二维码与恢复单的文字。

## Head of the summary
print-title = 医疗摘要
print-born = { $date }出生
print-born-unknown = 出生日期未知
print-also-named = 又名 { $names }
print-age = { $age } 岁
print-made = { $date }制表
print-phone = 电话 { $phone }
print-source-count = 由 { $count } 个来源整理
print-letters = H 医院或诊所记录 · P 本人 · C 照护者 · D 设备
print-untranslated = * 来源原文，未翻译
print-flags = H ↑ 高于、L ↓ 低于该实验室所印参考范围；HH、LL 危急值；A 异常
print-code-caption = 扫码读取要点文字

## Page one
print-reason = 就诊原因
print-allergy = 过敏
print-allergy-no-information = 本记录中没有过敏信息。这不等于“无过敏”，请询问。
print-allergy-left-out = 本人未提供，请询问。
print-allergy-known-none = 来源注明无已知过敏：
print-medicines-now = 目前用药
print-medicines-none-now = 没有标注为目前使用的药物。
print-problems = 主要问题
print-results-out = 超出参考范围的结果
print-results-range = 参考范围按各实验室所印
print-results-none-out = 本摘要中没有标注为超出参考范围的结果。
print-earlier = 较早
print-latest = 最新
print-readings = 最近测量
print-blood-pressure = 血压
print-chart-caption = { $count } 次测量 · 均值 { $mean } { $unit }
print-new-since = { $date }以来的新情况
print-more = 另有 { $count } 项见后页
print-more-page = 另有 { $count } 项见第 { $page } 页
print-more-out = 其中 { $count } 项超出范围

## All pages
print-page = 第 { $page } 页，共 { $pages } 页
print-decide = 以原始文件为准。
print-overleaf = 详情见后页

## Details
print-details = 详细内容
print-what = 项目
print-value = 结果
print-range = 参考范围
print-date = 日期
print-status = 状态
print-source = 来源
print-since = { $date }起
print-until = 至 { $date }
print-reason-for = 用于{ $what }
print-noted = { $date }记下
print-medicines-other = 已停用、计划中或未用的药物
print-no-information = 本记录中没有这方面的信息。
print-nothing-about = 本记录中没有以下方面的信息：{ $sections }。
print-left-out-list = 本人选择不提供：{ $sections }。
print-left-out = 本人选择不提供。
print-known-none = 来源注明：无。
print-left-off = 另有 { $count } 条未列出。
print-only-since = 检验、测量、就诊等有日期的内容自 { $date } 起。
print-cut = （已截短）
print-sources = 来源与标记
print-sources-brought = 括号内为最近一次导入或录入的日期
print-missing = □ 代表打印字体中没有的字符，屏幕和数据文件中可以看到。
print-derived = 本摘要仅列出记录中的内容，不作判断。未列出只表示没有记录，不表示不存在。

## The same for both languages at once, where repeating a number would be noise
both-print-born = born { $date } 出生
both-print-also-named = also 又名 { $names }
both-print-age = { $age } years 岁
both-print-made = made { $date } 制表
both-print-phone = phone 电话 { $phone }
both-print-source-count = { $count ->
    [one] From one source
   *[other] From { $count } sources
} 来源 { $count } 个
both-print-letters = H hospital or practice 医院或诊所 · P patient 本人 · C caregiver 照护者 · D device 设备
both-print-flags = H ↑ above 高于, L ↓ below 低于 the range the laboratory printed 实验室所印参考范围; HH, LL critical 危急值; A abnormal 异常
both-print-chart-caption = { $count } readings 次测量 · mean 均值 { $mean } { $unit }
both-print-new-since = New since { $date } 以来的新情况
both-print-more = + { $count } overleaf 项见后页
both-print-more-out = { $count } out of range 超出范围
both-print-more-page = + { $count } · page { $page } 页
both-print-page = page { $page } of { $pages } 页
both-print-since = since { $date } 起
both-print-until = until { $date } 为止
both-print-reason-for = for 用于 { $what }
both-print-noted = written down { $date } 记下
both-print-nothing-about = No information in this record about 本记录中没有以下方面的信息: { $sections }.
both-print-left-out-list = Left out by the person 本人选择不提供: { $sections }.
both-print-left-off = { $count } more not listed 条未列出
both-essential-born = born { $date } 出生
both-essential-more = +{ $count } more 项
both-essential-made = Made { $date } with Kinfolio 家康册. The originals decide. 以原始文件为准。
both-recovery-date = made on { $date } 制作

## The essentials in a QR code
essential-title = 医疗摘要
essential-born = { $date }出生
essential-allergies = 过敏
essential-problems = 疾病
essential-medicines = 用药
essential-pressure = 血压
essential-glucose = 血糖
essential-no-information = 无信息
essential-left-out = 未提供
essential-known-none = 无已知过敏
essential-none = 未列出
essential-more = 另{ $count }项
essential-made = 家康册 { $date } 制。以原始文件为准。

## The recovery sheet
recovery-title = 恢复单
recovery-lead = 请保存好这张纸。忘记密码时，用它可以打开健康记录。
recovery-for = 使用人
recovery-code = 恢复码
recovery-how = 使用方法
recovery-step-1 = 在电脑上打开家康册，选择“忘记密码”。
recovery-step-2 = 照着上面的恢复码逐个输入，空格和横线可以不输。
recovery-step-3 = 设置一个新密码。您的记录完整无缺。
recovery-letters = 码中没有字母 I、L 和 O：直的是数字 1，圆的是数字 0。
recovery-keep = 保存方法
recovery-keep-1 = 和证件等重要文件放在一起，不要放在电脑旁边。
recovery-keep-2 = 拿到这张纸和您电脑的人就能看到您的记录。不要给您不会交付家门钥匙的人。
recovery-keep-3 = 除您之外没有人有这个码，任何公司、医院都没有。密码和这张纸都没有了，谁也打不开记录。
recovery-keep-4 = 不要拍照，不要用手机发送。
recovery-vault = 保险库“{ $name }”
recovery-scan = 方形图案里是同一个恢复码，供摄像头读取。
recovery-date = 制作日期 { $date }
