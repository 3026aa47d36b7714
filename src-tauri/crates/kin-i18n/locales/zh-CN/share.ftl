# “交给医生”栏目的文字：准备就诊，以及摘要的各种形式。

share-title = 为{ $name }准备就诊
share-steps = 步骤
share-step-prepare = 准备
share-step-look = 过目
share-step-hand = 交给医生
share-step-log = 已交出的记录

# 准备
share-for = 用于什么？
share-reason = 这次为什么就诊？
share-reason-hint = 用您自己的话写，会放在首页最上方。
share-questions = 想问医生的问题
share-question = 问题 { $n }
share-question-add = 再加一个问题
share-question-remove = 删除问题 { $n }
share-sections = 病历的各部分
share-private = 私密内容
share-private-hint = 只有勾选后才会带上。
share-period = 哪段时间？
share-period-all = 通常的选择
share-period-all-hint = 目前的情况，以及其余部分中最新的内容
share-period-since = 只要某一天以后的
share-period-since-hint = 目前的过敏、疾病和用药始终会带上
share-since = 从这一天起
share-language = 用哪种语言？
share-language-both = 中英对照
share-next-look = 下一步：过目

# 过目
share-look-lead = 对方看到的就是这些。取消某一行的勾选，就不会带上这一行。
share-sheet = 病历摘要
share-born = { $date }出生
share-made = { $n ->
    [0] 制作于{ $date }
   *[other] 制作于{ $date }，来自 { $n } 个来源
  }
share-why-visit = 就诊原因
share-no-information = 病历中没有这方面的信息，但这不等于没有。
share-left-out = 不带上。
share-range = （{ $range }）
share-untranslated = 来源原文
share-row-out = 不带上
# 同一项目的读数很多时，先显示最新的几个。
share-rows-more = { $name }：显示其余 { $n } 个读数
share-left-off = 为求简短，还有 { $n } 条没有列出。
share-letters = H 医院或诊所 · P 本人录入 · C 照护者录入 · D 设备测量
share-remarks = 关于给医生电脑的数据文件
share-nothing = 没有选择任何内容
share-nothing-text = 请返回，至少勾选一个有内容的部分。
share-next-hand = 下一步：交出（{ $n } 条）

# 交出
share-hand-title = 请选择形式，可以同时用几种
share-hand-text = 这里不会自动发送任何内容。纸、文件和二维码由您带去；链接会上锁存放在您选的地方。每次制作都会记在“已交出的记录”里。
share-save = 另存到本电脑
share-saved = “{ $name }”（{ $size }）已保存。这份副本没有加锁，能使用这台电脑的人都能看到。
share-pdf = 纸质（PDF）
share-pdf-what = 第一页是医生一分钟要看的内容，后面是详情。保存后打印出来，随身带去。
share-pdf-who = 拿到这张纸或这个文件的人都能看，只要它还在。交出后无法收回。
share-pdf-show = 查看
share-qr = 二维码
share-qr-what = 把最重要的内容变成屏幕上的二维码。任何手机或扫码器都能读，不需要网络。
share-qr-who = 拍下它的人都能看，永久有效。无法收回，读完后请关闭。
share-qr-show = 显示二维码
share-qr-alt = 二维码，内容见旁边的文字
share-qr-how = 把屏幕对着扫码器或手机。二维码里只有下面这些文字，没有别的。
share-qr-says = 二维码的内容
share-qr-again = 再看二维码
share-ips = 给医生电脑用的数据文件
share-ips-what = 同样内容的数据（国际患者摘要），供能接收的电脑使用。
share-ips-who = 拿到文件的人用合适的程序就能看，只要它还在。交出后无法收回。
share-html = 单个网页文件
share-html-what = 用任何浏览器都能打开，不需要网络，适合放在 U 盘里。
share-html-who = 拿到文件的人都能看，只要它还在。交出后无法收回。
share-txt = 纯文字
share-txt-what = 只有文字，可以粘贴到信件或消息里。
share-txt-who = 收到文字的人都能看，只要它还在。交出后无法收回。

# 记录
share-log-none = 还没有交出过任何内容
share-log-none-text = 每次制作都会记在这里：时间、制作人和内容。
share-log-when = 时间
share-log-form = 形式
share-log-by = 制作人
share-log-what = 内容
share-log-entries = { $n } 条
share-log-title = 做过并交出的内容
