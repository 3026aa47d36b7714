# 读取二维码或链接，以及保存下来的健康卡的文字。

codes-title = 读取二维码或链接
codes-lead = 为{ $name }读取：健康卡（二维码里的签名记录），或健康链接。
codes-open = 读取二维码或链接
codes-back = 返回“来源”
codes-read-only = 您可以查看这份病历，但不能修改。请由可以修改的人来导入二维码和链接。
codes-paste = 二维码或链接的文字
codes-paste-hint = 请完整地粘贴在这里。在您确认之前，不会保存任何东西，也不会联系任何人。
codes-paste-empty = 请先粘贴文字，或在下面选择图片或文件。
codes-pasted = 粘贴的文字
codes-read = 读取
codes-pick-title = 或者选择图片、文件
codes-pick-text = 带有二维码的照片或截图（PNG 或 JPEG），或以 .smart-health-card 结尾的文件。如果一张卡有几个二维码，请一次选中它的全部图片。
codes-pick = 选择图片或文件
codes-reading = 正在读取二维码
codes-again = 再读取一个

# 卡上写的内容
codes-cards = 读到 { $n } 张健康卡
codes-nothing-yet = 还没有保存任何内容。下面写明是谁的、里面有什么。
codes-issuer = 由 { $issuer } 签发
codes-issued = 签发日期：{ $date }
codes-expires = 有效期至 { $date }
codes-trust-true = 签名真实，机构已知
codes-trust-unknown = 签名真实，机构未知
codes-trust-unchecked = 签名未核对

# 打开健康链接
codes-link-title = 这个链接通向 { $host }
codes-link-called = 制作的人称它为“{ $label }”。
codes-link-told = 现在还没有联系任何人。如果继续，会向 { $host } 询问一次；它会知道此刻有人打开了链接，以及这台电脑的网络地址。您病历里的内容不会发送到那里。
codes-link-trust = 只有当您知道是谁给的链接，并且正在等它时，才继续。
codes-link-expires = 有效期至 { $date }。
codes-link-changes = 链接背后的内容以后可能会变。家康册取的是现在的内容。
codes-link-ended = 这个链接已过期（{ $date }）。请向给您链接的人要一个新的。
codes-link-whose = 放进谁的病历？
codes-link-person = { $name }的病历
codes-link-new = 按里面的姓名新建一份病历
codes-link-passcode = 密码
codes-link-passcode-hint = 请向给您链接的人询问密码。输错会被计数，错几次之后链接就会关闭。
codes-link-open = 联系 { $host } 并导入
codes-link-opening = 正在从 { $host } 获取
codes-link-opening-text = 如果取消，不会保存任何内容。
codes-link-stopped = 已停止，没有保存任何内容。
codes-link-sure = 我已核对：内容确实是{ $name }的

# 保存下来的健康卡
cards-title = 健康卡
cards-text = 按原样保存。别人可以扫描二维码并核对签名。
cards-show = 显示二维码
cards-save = 保存为文件
cards-too-long = 内容太长，一个二维码放不下：可以作为文件转交。
cards-sheet = { $issuer } 的健康卡
cards-sheet-how = 请让对方的扫码器或手机对准这个二维码。
cards-sheet-alt = 健康卡的二维码
cards-save-picture = 保存为图片
cards-saved = 已保存。拿到文件的人都能看到卡里的内容。
