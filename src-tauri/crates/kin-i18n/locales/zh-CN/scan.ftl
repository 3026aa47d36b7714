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
