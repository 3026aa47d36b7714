# 命令行里的医院网站。
cli-help-portal = 连接医院，从医院网站读取档案
cli-help-portal-look = 查看一个医院地址提供什么；不登录。JSON：address, host, software, fhirVersion, canConnect, needsClientId, canRegister, problems, doubts
cli-help-portal-connect = 连接医院：显示登录地址，等待登录，然后读取档案。JSON：portal, run（加 --no-sync 时只有 portal）
cli-help-portal-list = 列出一个人已连接的医院。JSON：portals[portal, label, address, state, lastSync, gaps, fresh …]
cli-help-portal-sync = 读取一家医院，或一个人的全部医院。JSON：synced[portal, run], failed[portal, code]
cli-help-portal-remove = 断开医院；读到的内容会保留，除非加 --erase。JSON：revoked, erased
cli-help-demo-clinic = 在这台电脑上开一家虚构的医院供试用，直到停止。JSON：address, home, patients
cli-arg-address = 医院给程序用的地址（FHIR）
cli-arg-client-id = 医院给家康册的客户端编号
cli-arg-client-secret-file = 文件，第一行是客户端密钥
cli-arg-label = 您怎么称呼它
cli-arg-no-browser = 只显示地址，不打开浏览器
cli-arg-no-sync = 只连接，暂不读取
cli-arg-portal = 已连接的医院：名称、编号或编号的开头
cli-arg-erase = 同时撤回从它那里读到的全部内容
cli-arg-port = 使用的端口；0 表示任选一个空闲的
cli-arg-faults = 像真实医院那样出的故障；可以给多个
cli-arg-with-parent = 启动它的程序结束时一起结束
cli-portal-can-connect = 可以连接这家医院。
cli-portal-cannot-connect = 不能连接这家医院。
cli-portal-needs-client = 需要医院开发者页面给的客户端编号（--client-id）。
cli-portal-connected = 已连接：{ $label }
cli-portal-open = 请在浏览器里打开这个地址并登录：
cli-portal-failed = { $label }：没有读到 [{ $code }]
cli-portal-remove = 断开 { $label } 吗？读到的内容会保留。（yes/no）
cli-portal-remove-erase = 断开 { $label }，并撤回从它那里读到的全部内容吗？（yes/no）
cli-portal-removed = 已断开：{ $label }。撤回的条目：{ $erased }
cli-portal-not-revoked = 没能通知 { $label }。访问权会自行到期；您也可以在医院网站上结束它。
cli-demo-clinic = 演示诊所已开门：{ $address }
    它的页面（新结果和故障）：{ $home }
    按 Ctrl+C 停止。
cli-head-portal = 编号
cli-head-host = 服务器
cli-head-state = 状态
cli-head-new = 新
