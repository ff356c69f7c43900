using KubePki.Localization;

namespace KubePki.Fleet;

/// <summary>Errors in a node's answer. They only make that node's answer unusable.</summary>
internal static class AnswerMessages
{
    private const string LookThere = "check the node: ssh NODE true; to wait longer, use --timeout";
    private const string LookThereChinese = "请检查该节点：ssh NODE true；可用 --timeout 延长等待时间";

    /// <summary>The login was not completed in time; {0} is the limit.</summary>
    public static readonly Message NoLogin = new(
        "node-silent", "did not complete the login within {0}", "未在 {0} 内完成登录", LookThere, LookThereChinese);

    /// <summary>The node did not accept the copy of kubepki in time; {0} is the limit.</summary>
    public static readonly Message NoCopy = new(
        "node-silent", "did not receive the copy of kubepki within {0}", "未在 {0} 内接收 kubepki 的副本",
        "install kubepki in the PATH of the node, or wait longer with --timeout", "请将 kubepki 放入该节点的 PATH，或用 --timeout 延长等待时间");

    /// <summary>No answer in time to a command that changes nothing; {0} is the limit.</summary>
    public static readonly Message NoAnswer = new("node-silent", "did not answer within {0}", "未在 {0} 内应答", LookThere, LookThereChinese);

    /// <summary>No answer in time to a command that changes something; {0} is the limit.</summary>
    public static readonly Message NoEnd = new(
        "node-silent", "did not answer within {0}; it is unknown what it changed", "未在 {0} 内应答；它更改了什么尚不清楚",
        "run {kubepki history} on the node, then continue with --resume", "请在该节点查看 {kubepki history}，然后用 --resume 继续");

    /// <summary>A line without a line break; {0} is the limit in MiB.</summary>
    public static readonly Message LongLine = new(
        "node-floods", "sent a line of more than {0} MiB", "发送了超过 {0} MiB 的一行", "check which program runs there instead of kubepki",
        "请查看该节点上是什么程序在代替 kubepki 运行");

    /// <summary>Too many notes or other lines; {0} is the number of lines, {1} their size in KiB.</summary>
    public static readonly Message EndlessNotes = new(
        "node-floods", "sent {0} {0:line|lines} ({1} KiB) but no answer", "发送了 {0} 行（{1} KiB），但没有应答",
        "check which program runs there instead of kubepki", "请查看该节点上是什么程序在代替 kubepki 运行");

    /// <summary>Too much diagnostic output; {0} is the limit in KiB.</summary>
    public static readonly Message EndlessDiagnostics = new(
        "node-floods", "sent more than {0} KiB of diagnostics", "发送了超过 {0} KiB 的诊断信息", "check what ssh and the node's login scripts print",
        "请查看 ssh 和该节点登录脚本的输出");

    /// <summary>An unreadable message; {0} is its beginning.</summary>
    public static readonly Message BadMessage = new(
        "bad-answer", "sent a message that cannot be read: {0}", "发送了无法读取的消息：{0}", "check which program runs there instead of kubepki",
        "请查看该节点上是什么程序在代替 kubepki 运行");

    /// <summary>A result lacks a field or contains a value out of range; {0} is the field.</summary>
    public static readonly Message BadDocument = new(
        "bad-answer", "sent a result that cannot be used: {0} is missing, of another type or out of range", "发送了无法使用的结果：{0} 缺失、类型不符或超出范围",
        "run the command on the node itself and check its output", "请在该节点上直接运行该命令并查看输出");

    /// <summary>A success without its result; {0} is the requested kind.</summary>
    public static readonly Message NoDocument = new(
        "bad-answer", "reported success but sent no result of kind {0}", "报告成功，但未发送类型为 {0} 的结果",
        "run the command on the node itself and check its output", "请在该节点上直接运行该命令并查看输出");

    /// <summary>A different program than the one that was sent; {0} is its reported version, {1} the expected one.</summary>
    public static readonly Message OtherProgram = new(
        "other-program", "reports that it runs kubepki {0}, but {1} was started there", "自称运行 kubepki {0}，但在该节点启动的是 {1}",
        "check which program runs there instead of kubepki", "请查看该节点上是什么程序在代替 kubepki 运行");

    /// <summary>The message for work that exceeded its time limit.</summary>
    internal static Message Late(NodeWork work) => work switch
    {
        NodeWork.Connect => NoLogin,
        NodeWork.Copy => NoCopy,
        NodeWork.Read => NoAnswer,
        _ => NoEnd,
    };
}
