using KubePki.Localization;

namespace KubePki.Activate.Wire;

/// <summary>Problems with the connection to a socket. The place is the socket's path, or host and port.</summary>
internal static class WireMessages
{
    private const string ListenerHint = "see what listens there: ss -lxtp";
    private const string ListenerHintChinese = "请查看是哪个程序在监听：ss -lxtp";

    /// <summary>No connection; {0} is the system's reason.</summary>
    public static readonly Message Unreachable = new("unreachable", "cannot be reached: {0}", "无法连接：{0}");

    /// <summary>No answer in time; {0} is the request, {1} the limit in seconds.</summary>
    public static readonly Message NoAnswer = new("no-answer", "did not answer {0} within {1} s", "在 {1} 秒内未对 {0} 作出应答");

    /// <summary>
    /// The peer closed the connection, or sent data that made the client close it (HTTP/2 does not always show which); {0} is the request.
    /// </summary>
    public static readonly Message HungUp = new(
        "hung-up", "closed the connection without answering {0}", "未应答 {0} 就关闭了连接", ListenerHint, ListenerHintChinese);

    /// <summary>Another program listens on the socket; {0} is the expected protocol.</summary>
    public static readonly Message WrongProtocol = new(
        "wrong-protocol", "does not speak {0}", "使用的不是 {0} 协议", ListenerHint, ListenerHintChinese);

    /// <summary>An answer beyond any sensible size; {0} is the request, {1} the limit in bytes.</summary>
    public static readonly Message AnswerTooLong = new("answer-too-long", "answered {0} with more than {1} bytes", "对 {0} 的应答超过 {1} 字节");

    /// <summary>An error message of the peer; {0} is the request, {1} the status, {2} the message.</summary>
    public static readonly Message Refused = new("refused", "answered {0} with {1}: {2}", "对 {0} 的应答是 {1}：{2}");

    /// <summary>The peer speaks the protocol but does not have the method; {0} is the request.</summary>
    public static readonly Message Unimplemented = new("unimplemented", "does not offer {0}", "不提供 {0}");

    /// <summary>TLS failed, often because the server wants another client certificate; {0} is OpenSSL's reason.</summary>
    public static readonly Message TlsFailed = new("tls-failed", "TLS failed: {0}", "TLS 失败：{0}");
}
