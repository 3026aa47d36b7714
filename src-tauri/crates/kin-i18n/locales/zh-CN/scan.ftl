## 摄像头前的二维码，以及只读取、不保存二维码。

err-unknown-scan = 摄像头在此期间已关闭。
rec-unknown-scan = 请重新打开摄像头。

scan-title = 把二维码放到摄像头前
scan-lead = 一张卡的所有二维码，可以一个接一个，也可以同时几个；会在这里拼在一起。任何内容都不会离开这台电脑。
scan-start = 使用摄像头
scan-start-title = 用摄像头
scan-start-text = 把印在纸上的或手机上的二维码放到这台电脑的摄像头前。
scan-starting = 正在打开摄像头
scan-wait = 电脑可能会询问是否允许使用摄像头。
scan-looking = 正在寻找二维码
scan-picture = 摄像头看到的画面
scan-hint = 请把二维码拿稳、放平，大约占画面的一半。稍远一点比太近好。
scan-seen = 画面里有 { $n } 个二维码。
scan-other = 画面里有一个二维码，但不是健康卡，也不是健康链接。
scan-cards = 已有 { $n } 张健康卡。
scan-links = 已有 { $n } 个健康链接。
scan-parts = 一张健康卡分成 { $all } 个二维码，已有 { $have } 个。请出示其余的。
scan-go-on = 用已有的继续
scan-camera = 摄像头
scan-camera-n = 摄像头 { $n }
scan-off = 关闭摄像头
scan-links-wait = 健康卡旁边还有链接。因为要询问服务器，链接单独打开。
scan-links-open = 查看这个链接
scan-refused = 不允许使用摄像头。
scan-refused-text = 电脑拒绝了。请在电脑的设置里允许家康册使用摄像头，或者改为选择一张二维码的照片。
scan-none = 这里没有摄像头。
scan-none-text = 请接上一个，或者用手机给二维码拍照，再在这里选择照片。
scan-busy = 摄像头没有反应。
scan-busy-text = 可能有别的程序正在使用。请关闭那个程序再试。
scan-again = 再试一次

codes-clipboard = 读取复制的图片
codes-clipboard-text = 如果您复制了一张二维码图片（截图、消息里的图片），会从那里读取。也可以按 Ctrl V。
codes-clipboard-none = 没有复制图片。
codes-clipboard-refused = 这里不允许查看复制的内容。请改按 Ctrl V，或者把图片作为文件选择。

cli-help-qr = 二维码：里面写了什么，不保存任何东西
cli-help-qr-read = 读取图片（PNG、JPEG）、PDF 页面或文本里的二维码；- 表示从标准输入读取。JSON：codes[file, kind, text], findings[…]
cli-arg-qr-images = 带有二维码的图片、PDF 文件或文本
cli-head-code-kind = 类型
cli-head-code-text = 内容
code-kind-card = 健康卡
code-kind-card-part = 健康卡的一部分
code-kind-link = 健康链接
code-kind-text = 文字

err-issuers-refused = 没有采用这份名单。{ $why }
rec-issuers-refused = 原来的名单保持不变。请以后再试，或向签发机构要密钥文件。
err-unknown-link = 没有保留这个链接。
rec-unknown-link = 请看已保留链接的列表，从中选择一个。

issuers-title = 谁签发健康卡
issuers-text = 健康卡用一份 { $date } 的名单核对，上面有 { $n } 个已知的签发机构。名单随家康册提供；只有您要求时才去取新的。
issuers-host = 会联系 { $host }，对方只能知道您的网络地址。
issuers-refresh = 取新的名单
issuers-refreshing = 正在取名单
issuers-done = 名单已更新：{ $date }
issuers-own = 您在 { $date } 添加了 { $issuer }。
issuers-own-remove = 移除

kept-links-title = 可以再次询问的链接
kept-links-text = 这些链接背后的内容可能会变。只有您要求时才去询问；新的会加进来，已有的保持不变。
kept-links-asked = 上次询问：{ $when }
kept-links-ended = 这个链接已过期。
kept-links-ask = 再问一次
kept-links-asking = 正在询问 { $host }
kept-links-forget = 忘记这个链接
kept-links-forgot = 链接已忘记。随它来的记录仍然保留。
codes-link-keep = 保留这个链接，以便再次询问
codes-link-keep-passcode = 把密码一起保留（在这份加密的档案里）

cli-help-card-issuers = 核对健康卡用的签发机构名单
cli-help-card-issuers-list = 说明名单的日期、机构数量和您添加的机构。JSON：asOf, issuers, refreshed, host, own[issuer, added, keys]
cli-help-card-issuers-refresh = 取一次新的名单
cli-help-card-issuers-add = 添加一个签发机构：密钥来自文件，或向它询问一次
cli-help-card-issuers-remove = 移除您添加的签发机构
cli-arg-issuer-address = 签发机构的网址，与卡上写的一样
cli-arg-keys-file = 写有密钥的文件（jwks.json）
cli-arg-list-address = 名单的另一个网址
cli-head-added-on = 添加
cli-head-keys = 密钥
cli-issuers = { $n } 个签发机构，{ $date } 的名单
cli-issuers-ask = 现在联系 { $host } 吗？对方会知道您的网络地址。
cli-help-link-list = 列出已保留的链接。JSON：links[id, host, label, asked, asksPasscode, expired]
cli-help-link-refresh = 再次询问已保留的链接，导入新的内容
cli-help-link-forget = 忘记一个已保留的链接；随它来的记录仍然保留
cli-arg-kept-link = 链接，用 `link list` 里的名称
cli-arg-keep-link = 如果内容会变，保留这个链接
cli-arg-keep-passcode = 把密码一起保留在加密的档案里
cli-head-asked = 上次询问
