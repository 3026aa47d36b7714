## 健康卡和健康链接：文件、二维码、链接。

card-trust-issuer-listed = 签名真实。{ $issuer } 在 { $list } 的已知签发机构名单上。
card-trust-issuer-unknown = 签名真实，但 { $issuer } 不在 { $list } 的已知签发机构名单上。
card-trust-unchecked = 签名无法核对：{ $list } 的名单里没有 { $issuer } 的公钥。

finding-card-issuer-listed = 健康卡。签名真实，{ $detail } 是已知的签发机构。
finding-card-issuer-unknown = 健康卡。签名真实，但 { $detail } 不是已知的签发机构。
finding-card-unchecked = { $detail } 的健康卡。签名无法核对：这里没有签发机构的公钥。
finding-card-revocation-unknown = 签发机构是否收回了这张卡，这里不知道。
finding-card-milliseconds = 卡上的日期写法少见，已经读懂。
finding-card-no-date = 卡上没有写签发时间。
finding-card-end-unreadable = 卡上的有效期不是日期，无法知道它是否已过期。
finding-card-byte-order-mark = 卡的开头有一个不该有的标记，已略去。
finding-card-issuer-slash = 签发机构的网址写法少见。
finding-card-revocation-id = 收回卡用的编号写法少见。
finding-card-fhir-version = 卡上没有写明用的是常用的格式版本。
finding-card-bundle-type = 卡里的记录属于少见的类型。
finding-card-meta = 卡里有给电脑看的说明，本应略去。
finding-card-not-minified = 卡里的文字比需要的多；卡本身没有问题。

finding-code-none = 这里面没有健康卡，也没有健康链接。
finding-code-too-large = 二维码或其中压缩的内容太大（{ $detail }）。
finding-code-header = 开头很像健康卡，但不完全对：开头少了一个符号。
finding-code-digits = 这串数字不是健康卡的数字，可能少了一部分。
finding-code-parts-missing = 这里只有健康卡的一部分（{ $detail }）。请把它的所有二维码一起导入。
finding-code-parts-mixed = 这些二维码不属于同一张健康卡。
finding-code-moving = 这组动态二维码（或打印的二维码页）已损坏，或不是由家康册制作的。
finding-code-moving-missing = 这里只有动态二维码（或打印的二维码页）的一部分（{ $detail }）。请把所有图片一起导入。
finding-package-locked = 这个文件用六个词锁着，需要这六个词才能打开。
finding-zip-left = 这个压缩文件里还有 { $detail } 个文件没有读取。如果需要读取，请先解压，再选择那些文件。
finding-package-broken = 这是用来交接摘要的文件，但已经损坏。
finding-card-form = 健康卡不完整：它不是由三部分组成。
finding-card-header = 健康卡的开头读不了。
finding-card-algorithm = 健康卡的签名方式不允许使用。
finding-card-critical = 健康卡要求读取方支持一项家康册不认识、又不能略过的内容。没有采用这张卡，原文件仍在原处。
finding-card-not-packed = 健康卡没有按规定写明经过压缩。
finding-card-no-key = 健康卡没有写明用哪把密钥签的名。
finding-card-zlib = 健康卡的压缩方式不允许使用。
finding-card-packing = 健康卡无法解压：已损坏。
finding-card-trailing = 健康卡内容的后面有不该有的东西。
finding-card-content = 健康卡的内容读不了。
finding-card-type = 这是一张签名卡，但不是健康卡。
finding-card-issuer = 健康卡的签发机构没有安全的网址。
finding-card-no-record = 健康卡里没有记录。
finding-card-signature-form = 健康卡的签名形式不允许使用，已拒绝。
finding-card-signature-false = 签名不真实：健康卡被改动过，或者是别人做的，已拒绝。
finding-card-expired = 健康卡已过期。请向签发机构要一张新的。
finding-card-not-yet = 健康卡的签发日期在将来。请核对本机的日期；如果日期正确，请向签发机构要一张新的。
finding-card-revoked = 签发机构收回了这张健康卡。请向签发机构要一张新的。
finding-issuer-list = 签发机构名单读不了。
finding-revocation-list = 已收回的卡的名单读不了。

finding-link-damaged = 健康链接已损坏。请完整地再复制或再扫描一次。
finding-link-address = 健康链接指向不安全的地址，没有打开。
finding-link-key = 健康链接里的密钥已损坏。请完整地再复制或再扫描一次。
finding-link-flags = 健康链接自相矛盾。请向制作的人要另一个。
finding-link-version = 健康链接是家康册还不认识的新类型。
finding-link-expired = 健康链接已过期。请向制作的人要一个新的。
finding-link-inactive = 健康链接已失效。请向制作的人要一个新的。
finding-link-redirected = 服务器要转到另一个地址。为了安全，没有跟过去。
finding-link-status = 服务器回答了一个错误。
finding-link-manifest = 服务器的回答不是健康链接的回答。
finding-link-file-form = 链接背后的一个文件没有按规定加密。
finding-link-file-algorithm = 链接背后的一个文件的加密方式不允许使用。
finding-link-file-critical = 链接背后的一个文件要求读取方支持一项家康册不认识、又不能略过的内容，没有打开。
finding-link-elsewhere = 链接的一部分文件在另一个服务器（{ $detail }）上，没有向它索取。请您自己打开链接来决定。
finding-link-milliseconds = 链接的有效期写法少见，已经读懂。
finding-link-end-unreadable = 链接写的有效期不是日期，无法知道它是否已过期，由服务器决定。
finding-link-file-key = 链接里的密钥打不开背后的文件，或者文件被改动过。
finding-link-file-packing = 链接背后的一个文件无法解压。
finding-link-network = 联系不上服务器。
finding-link-too-often = 向服务器询问得太频繁。请等一会儿再试。
finding-link-passcode-needed = 这个健康链接需要密码。
finding-link-passcode-wrong = 密码不对。
finding-link-withdrawn = 发送方已把这个文件标为不再有效，没有导入。以前从它导入的内容仍然保留：请向发送方询问现在应以什么为准。
finding-link-fhir-version = 发送方的这个文件是 { $detail } 版格式，家康册按第 4 版读取。请把导入的内容与发送方显示的核对一遍。
finding-link-access-broken = 链接里提供了进入某个医院网站的许可，但内容已损坏。没有向那里发送任何内容。请向制作链接的人要一个新的。
finding-link-access-address = 链接里提供了进入某个网站的许可，但那个网址不安全。没有向那里发送任何内容。
finding-link-access-over = 链接里进入医院网站的许可已经过期，不能续期。请向制作链接的人要一个新的。
finding-link-access-ended = 还没读完许可就过期了，不能续期。要读其余部分，请向制作链接的人要一个新的。
finding-link-access-once = 这次只读取了一遍。许可现在已忘记，不能续期，以后也不会自动更新。
finding-link-access-again = 链接里提供了进入某个医院网站的许可。只有您自己打开链接时才会使用。
finding-link-other-file = 链接背后的一个文件不是家康册能读的记录。

rec-card = 请向给您健康卡的人要一张新的，或者直接要文件。什么都没有保存。
err-unknown-card = 这份病历里没有这张健康卡。
rec-unknown-card = 请看健康卡列表，用那里的号码。
err-link-refused = 没有打开。{ $why }
rec-link-refused = 什么都没有保存。如果再次发生，请向给您链接的人要一个新的，或者直接要文件。
err-link-access-ended = 随链接来的许可已经过期或已经用过，不能续期。没有保存任何内容。
rec-link-access-ended = 请重新打开链接。如果不行，请向给您链接的人要一个新的。
err-package-words = 这些词打不开这个文件。
codes-words-title = 需要六个词
codes-words-text = { $n ->
    [1] “{ $name }”锁着。给您这个文件的人有打开它的六个词。
   *[other] 有 { $n } 个文件锁着，第一个是“{ $name }”。给您这些文件的人有打开它们的六个词。
 }
codes-words-field = 六个词
codes-words-hint = 按顺序输入，词与词之间用空格隔开。大小写没有关系。
codes-words-open = 用这些词打开
codes-words-without = 不打开，继续
codes-words-opening = 正在打开
rec-package-words = 请和给您文件的人核对这六个词：顺序要一致，大小写没有关系。
err-package-broken = 文件已损坏，或不是由家康册制作的。
rec-package-broken = 请向给您文件的人再要一次。
err-link-passcode-needed = 这个健康链接需要密码。
rec-link-passcode-needed = 请向给您链接的人询问密码，再试时输入。
err-link-passcode-wrong = { $remaining ->
    [unknown] 密码不对。
    [0] 密码不对，已经没有机会了，链接已关闭。
   *[other] 密码不对，还可以试 { $remaining } 次。
  }
rec-link-passcode-wrong = 再试之前，请先和给您链接的人核对密码。用掉的次数不会恢复。

cli-help-card = 健康卡：来自二维码和文件的签名记录
cli-help-card-list = 列出某人的健康卡。JSON：cards[import, number, issuer, issuerName, trust, issued, expires, fitsCode]
cli-help-card-show = 把健康卡按签发时的样子写到文件：.png 是可以扫描的二维码，其他是文件
cli-help-card-verify = 查看健康卡但不保存：谁签发的，是否真实。JSON：cards[…], findings[…]
cli-arg-import-number = 卡所属来源的号码
cli-arg-card-number = 该来源的第几张卡，从 1 起
cli-help-link = 健康链接：别人用链接分享的记录
cli-help-link-look = 说明健康链接指向哪里，不联系任何人。JSON：host, label, passcode, direct, longTerm, expires, notes[code, severity, text]
cli-help-link-open = 按健康链接取一次记录并导入
cli-arg-health-link = 链接：shlink:/… 或以它结尾的网址；- 表示从标准输入读取
cli-arg-passcode-file = 写有密码的文件
cli-arg-recipient = 接收者，服务器可能会记下
cli-head-issuer = 签发机构
cli-head-trust = 可信度
cli-head-issued = 签发
cli-head-ends = 到期
cli-head-card = 卡
cli-link-ask = 现在向 { $host } 取记录吗？对方会知道有人来取，以及来自哪个网络地址。
cli-link-access = 这个链接还可以打开网站 { $host }（{ $address }），有效期至 { $when }。
cli-link-access-ask = 现在去 { $host } 读取一次病历吗？
cli-link-access-left = 没有读取 { $host } 上的病历。加上 --read-website 即可读取。
cli-link-elsewhere = 链接的一部分文件在另一个服务器上：{ $hosts }。还没有联系那里。
cli-link-elsewhere-ask = 向 { $hosts } 索取这些文件吗？对方会知道有人来取，以及来自哪个网络地址。
cli-link-elsewhere-left = 没有取 { $hosts } 上的文件。要取，请加上 --also 和服务器的名字。
cli-links-ask = 现在向所有这些服务器询问吗：{ $hosts }？每一个都会知道有人来取，以及来自哪个网络地址。
cli-links-passcode = { $link } 需要密码，这次跳过了。请用 --passcode-file 单独询问它。
cli-links-ended = { $link } 已过期，这次跳过了。
cli-links-none = 没有保留任何链接。
cli-arg-also = 还存有这个链接的文件、也可以去取的另一个服务器的名字；可以给出多个
cli-package-words = 文件的六个词
cli-arg-words-file = 装有六个词的文件，用来打开锁着的文件包或网页
cli-link-passcode = 链接的密码
