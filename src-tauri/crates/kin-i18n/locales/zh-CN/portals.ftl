# 医院连接界面的文字：连接医院、获取新内容、断开连接。

connect-do = 连接医院
connect-title = 连接医院
connect-lead = 许多医院和诊所允许您在家查看自己的病历。只需连接一次，以后随时都能取到新内容。
connect-back = 返回“来源”
connect-other = 选择其他医院
connect-read-only = 您可以查看这份病历。只有可以修改它的人才能连接医院。
connect-stopped = 已停止
connect-stopped-text = 没有任何改动，一切保持原样。

# 查找
connect-find = 是哪家医院或诊所？
connect-find-hint = 输入名称的一部分或所在城市，写错一点也没关系。
connect-find-example = 例如：St. Mary Boston
connect-hits = 找到的医院
connect-found =
  { $n ->
    [0] 没有找到
   *[other] 找到 { $n } 家医院
  }
connect-also = 又名：{ $names }
connect-more = 这里显示 { $total } 家中的 { $shown } 家。多输入几个字，就能找到您的医院。
connect-stays = 您在这里输入的内容不会离开这台电脑。
connect-as-of = 名单随家康册一起提供，截至{ $date }。您在这里输入的内容不会离开这台电脑。
connect-none = 名单里没有“{ $words }”
connect-none-fewer = 只输入名称里最特别的那个词。
connect-none-group = 很多医院是用所属集团的名称登记的，医院来信的抬头上常常写着。
connect-none-town = 改为输入所在城市。
connect-none-file = 并非每家医院都能连接，但几乎每家都能把病历做成文件给您，家康册同样能读。
connect-by-address = 我知道网址
connect-bring-file = 改为导入文件
connect-address-title = 输入网址
connect-address = 医院告诉您的网址
connect-address-hint = 形如 https://fhir.example.org/r4，不是医院网站的网址。
connect-address-missing = 请先输入网址。
connect-address-look = 看看能不能连接
connect-no-address = 如果没有这样的网址
connect-address-what = 请向医院询问“患者访问接口（FHIR）地址”。前台可能需要转问信息科。
connect-practice-title = 用练习医院试一试
connect-practice-text = 它是虚构的，就在这台电脑上：什么都不会发出去，也不会出错。
connect-practice = 用练习医院试一试
connect-practice-name = 练习医院
connect-lists = 家康册在哪些名单里查找
connect-lists-text = 家康册在这些名单里查找您的医院。名单都在这台电脑上。
connect-list-own = 您添加的
connect-list-count =
  { $n ->
   *[other] { $count } 家医院。
  }
connect-list-date = 截至{ $date }。
connect-list-no-date = 名单没有写明日期。
connect-list-add = 从文件添加名单
connect-list-add-hint = 供懂行的人使用：医疗机构会公布这样的名单，叫作“brands”或“endpoints”（JSON 或 CSV）。同名的名单会被替换。
connect-list-added =
  { $n ->
   *[other] 已添加“{ $title }”：现在可以找到其中的 { $n } 家医院。
  }
connect-list-left-out =
  { $n ->
   *[other] 有 { $n } 行没有采用：缺少名称或安全的网址。
  }
connect-list-remove = 移除
connect-list-remove-title = 要从名单中移除“{ $title }”吗？
connect-list-remove-text = 已连接的医院仍保持连接。以后可以用原来的文件再添加。
connect-list-removed = 已移除名单“{ $title }”。

# 能做什么
connect-looking = 正在询问医院的系统能做什么
connect-looking-text = 还没有登录，也没有发送任何关于您的信息。
connect-can = 这家医院可以连接。
connect-can-with-id = 这家医院可以连接，但要先从医院为家康册取得一个编号。
connect-cannot = 家康册无法与这家医院连接
connect-instead = 您可以这样做
connect-instead-download = 登录医院的网站，找到“下载我的病历”或“导出我的数据”，再把文件导入到这里。
connect-instead-ask = 或者向前台要一份病历文件，可以拷在 U 盘里或用电子邮件发来。在许多国家，医院有义务提供。
connect-instead-paper = 纸质的信件可以拍照或作为 PDF 添加。
connect-whose-hint = 只有姓名和出生日期相符，医院的病历才会放进去。
connect-whose-new = 一位新的家人
connect-whose-new-hint = 使用医院登记的姓名。
connect-label-hint = 它会写在由此而来的每条记录旁边。
connect-expert = 我有自己为家康册申请的编号（供懂行的人使用）
connect-id-title = 这家医院要求家康册有编号
connect-id-text = 有些医院只允许事先登记过的程序连接。您可以在医院面向开发者的网页上登记，得到一个编号，叫作“client id”。如果觉得麻烦，可以请懂电脑的人帮忙，或者改为导入病历文件。
connect-id = 编号（client id）
connect-id-missing = 请输入医院给您的编号。
connect-secret = 编号的密码（client secret）
connect-secret-hint = 它会加密保存在这份病历里，以后不再显示。
connect-secret-missing = 请输入编号的密码，或选择“只有编号”。
connect-id-kind = 医院给了您什么？
connect-id-public = 只有编号（client id）
connect-id-secret = 编号和密码（client secret）
connect-id-secret-hint = 这个密码是给家康册用的。
connect-id-key = 编号，配合私钥使用
connect-id-key-hint = 您把密钥的公开部分交给了医院，私密部分是您手里的一个文件。
connect-key = 私钥
connect-key-hint = 以 .pem 或 .key 结尾、没有自带密码的文件。它会加密保存在这份病历里，以后不再显示。
connect-key-choose = 选择文件
connect-key-other = 选择其他文件
connect-key-missing = 请选择私钥文件，或选择“只有编号”。
connect-page-title = 这家医院可能只把您送回网上的网页
connect-page-expert = 医院要求以 https:// 开头的网址（供懂行的人使用）
connect-page-text = 登录后，医院的网站会把浏览器送回来。有些网站只送到网上的网页，不会直接送回您的电脑。家康册备有这样一个网页：它不保存任何东西，只把您转到这台电脑。如果觉得麻烦，可以改为导入病历文件。
connect-page-1 = 把网页保存成文件。
connect-page-save = 保存返回网页
connect-page-saved = 已保存“{ $name }”。请把它原样放到网站上。
connect-page-2 = 请人把它原样放到网站上：您的诊所、社团或懂电脑的人都可以。必须能用 https:// 打开。
connect-page-3 = 在医院登记家康册时告诉他们这个网址（他们称为“redirect URI”），并在这里输入。
connect-page = 返回网页的网址
connect-page-hint = 例如：https://clinic.example.org/kinfolio/
connect-page-wrong = 这不是这样的网址。它以 https:// 开头，里面没有“?”或“#”。
connect-sign-in = 到医院的网页登录
connect-sign-in-for = 为{ $name }到医院的网页登录
connect-sign-in-text = 浏览器会打开医院自己的网页，家康册永远看不到您的密码。

# 登录
connect-beginning = 正在准备
connect-again-title = 重新登录：{ $name }
connect-sign-in-title = 请现在到医院的网页登录
connect-sign-in-1 = 浏览器已经打开医院自己的网页。
connect-sign-in-2 = 像平时一样登录，并允许家康册读取您的病历。
connect-sign-in-3 = 然后回到这里，接下来会自动进行。
connect-waiting = 正在等您登录……
connect-open-again = 再次打开网页
connect-copy = 复制网址
connect-copied = 网址已复制，请粘贴到浏览器的地址栏。
connect-address-shown = 医院网页的网址
connect-address-shown-hint = 只用于这一次登录，几分钟内有效。请不要给别人。
connect-no-browser = 无法打开浏览器
connect-no-browser-text = 请选择“复制网址”，粘贴到这台电脑的浏览器地址栏。
connect-password = 家康册永远看不到您的密码
connect-password-text = 密码只输入在医院的网页里。家康册得到的是读取许可，您随时可以在这里或在医院收回。

# 是别人
connect-wrong = 在医院那边，这是另一个人的病历
connect-wrong-who = 在医院那边，这是{ $who }的病历
connect-wrong-text = 您选择的是{ $name }的病历，两者不相符。
connect-wrong-nothing = 没有保存任何内容。
connect-wrong-again = 医院会请您再登录一次。
connect-sure-text = 把别人的结果放进病历可能造成伤害。只有当医院把姓名或日期写错时才继续。
connect-sure = 我已核对：这确实是{ $name }的病历

# 读取
connect-connected = 已连接：{ $label }
connect-connected-text = 现在第一次读取病历，可能需要几分钟。
connect-reading = 正在读取病历
connect-reading-text = 这期间您可以看别的内容。如果取消，不会保存任何东西，以后可以再试。
connect-reading-stopped = 没有保存任何内容，医院仍保持连接。
connect-done = { $label }已放入{ $name }的病历
connect-done-keep = 以后在“来源”里点一下，就能取到新内容。
connect-home = 去首页
connect-to-sources = 去“来源”

# 已连接的医院
hospital-list = 医院
hospital-none-text = 连接医院后，检验结果、用药、信件等病历会自动来到这里。以后点一下，就能取到新内容。
hospital-read-only = 您可以查看这份病历。可以修改它的人才能获取新内容。
hospital-state-ready = 已连接
hospital-state-never = 尚未读取
hospital-state-incomplete = 内容不全
hospital-state-again = 请重新登录
hospital-state-failed = 没有成功
hospital-here = 在这台电脑上，供练习用
hospital-fresh =
  { $n ->
   *[other] { $n } 条新内容
  }
hospital-show-new = 查看新内容
hospital-new-ones = 医院的新内容
hospital-last = 上次获取：{ $when }。
hospital-last-brought = 新增 { $added } 条，更改 { $updated } 条。
hospital-last-nothing = 没有新内容。
hospital-connected-at = 连接于{ $when }。
hospital-gaps =
  { $n ->
   *[other] 有 { $n } 项没有取到
  }
hospital-gaps-text = 其他内容都在。家康册每次获取时都会再试。
hospital-scopes = 您允许家康册在那里做的事
hospital-each-time = 这家医院每次都要求您登录。
hospital-visit = 获取新内容
hospital-sign-in-again = 重新登录
hospital-rename = 改名
hospital-rename-title = 给{ $label }改名
hospital-rename-do = 改名
hospital-disconnect = 断开连接……
hospital-disconnect-title = 要断开与{ $label }的连接吗？
hospital-disconnect-text = 家康册会交回读取许可，不再从那里获取内容。您随时可以重新连接。
hospital-what = 从那里来的内容怎么办？
hospital-keep = 保留在病历里
hospital-keep-hint = 什么都不会丢，多数人会选这一项。
hospital-erase =
  { $n ->
   *[other] 删除这 { $n } 条记录
  }
hospital-erase-hint = 其他来源也有的内容会保留。
hospital-erase-sure = 是的，从{ $name }的病历中删除 { $count } 条记录
hospital-disconnect-do = 断开连接
hospital-disconnect-erase = 断开连接并删除
hospital-disconnecting = 正在断开连接
hospital-gone = 已断开与{ $label }的连接
hospital-revoked = 医院已知道
hospital-revoked-text = 读取许可在医院那边也已收回。
hospital-not-revoked = 没能通知医院
hospital-not-revoked-text = 家康册已忘记读取许可，不能再从那里读取。若要完全放心，请登录医院的网站，在“已连接的应用”里移除家康册。
hospital-not-unregistered = { $label } 的程序名单里仍有家康册。没有许可，它在那里什么也读不到。
hospital-kept = 从那里来的内容都还在病历里。
hospital-erased =
  { $n ->
   *[other] 已从病历中删除 { $n } 条记录。
  }

# 设置里
hospital-auto = 自动获取新内容
hospital-auto-hint = 仅在家康册打开并解锁时进行。每次都要登录的医院会等您来。
hospital-auto-hours =
  { $n ->
    [0] 从不，只在我要的时候
    [24] 每天一次
    [168] 每周一次
   *[other] 每 { $n } 小时一次
  }

# 首页
hospital-home-new =
  { $n ->
   *[other] { $label }：{ $n } 条新内容。
  }
hospital-home-again = { $label }要求您重新登录。
hospital-other-new =
  { $n ->
   *[other] { $name }：{ $label }有 { $n } 条新内容。
  }
hospital-other-open = 打开{ $name }的病历
hospital-other-dot = 另一位家人的病历里有新内容
