using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubePki.Activate.Wire;
using KubePki.Files;
using KubePki.Localization;

namespace KubePki.Activate.Runtime;

/// <summary>
/// Docker by its Engine API, for nodes whose kubelet uses dockershim. The paths contain no API version: the engine then uses its own, and
/// the calls used here have been the same since 1.24 (Docker 1.12).
/// </summary>
internal sealed class DockerRuntime : ContainerRuntime
{
    /// <summary>Largest answer that is read, in bytes.</summary>
    private const int MaximumAnswer = 8 * 1024 * 1024;

    private const string Protocol = "Docker Engine API";
    private readonly HttpMessageInvoker _http;

    internal DockerRuntime(NodeRoot root, RuntimeEndpoint endpoint, TimeSpan? limit)
        : base(root, endpoint, limit)
        => _http = new HttpMessageInvoker(DirectHttp.UnixHandler(root.OnThisMachine(endpoint.SocketPath)));

    private string Where => Endpoint.ToString();

    /// <inheritdoc/>
    public override async Task<Outcome<RuntimeVersion>> VersionAsync(CancellationToken cancellation)
    {
        var version = await GetAsync("/version", DockerJson.Default.DockerVersion, cancellation).ConfigureAwait(false);
        return version.Then<RuntimeVersion>(v => v.ApiVersion is null
            ? WireMessages.WrongProtocol.At(Where, Protocol)
            : new RuntimeVersion("docker", v.Version ?? "", v.ApiVersion));
    }

    /// <inheritdoc/>
    public override Task<Outcome<RuntimePod>> FindAsync(StaticPodName name, CancellationToken cancellation)
        => TimeLimit.RunAsync(Where, "GET /containers/json", Protocol, Limit, clock => FindWithinAsync(name, clock), cancellation);

    /// <inheritdoc/>
    public override async Task<Problem?> StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellation)
    {
        var seconds = ((long)grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var stopped = await SendAsync(
            HttpMethod.Post, $"/containers/{Uri.EscapeDataString(containerId)}/stop?t={seconds}", Limit + grace, cancellation)
            .ConfigureAwait(false);
        return stopped.Succeeded || IsGone(stopped.Problem) ? null : stopped.Problem;
    }

    /// <inheritdoc/>
    public override Task<Problem?> StopSandboxAsync(string sandboxId, CancellationToken cancellation)
        => StopContainerAsync(sandboxId, TimeSpan.Zero, cancellation);

    /// <inheritdoc/>
    public override async Task<Outcome<IReadOnlyList<LogLine>>> LastLogLinesAsync(
        RuntimeContainer container, int count, CancellationToken cancellation)
    {
        var inspected = await InspectAsync(container.Id, cancellation).ConfigureAwait(false);
        if (!inspected.Succeeded)
        {
            return RuntimeMessages.NoLog.At("", container.Name) with { Cause = inspected.Problem };
        }

        var tail = count.ToString(CultureInfo.InvariantCulture);
        var path = $"/containers/{Uri.EscapeDataString(container.Id)}/logs?stdout=1&stderr=1&timestamps=1&tail={tail}";
        var logs = await SendAsync(HttpMethod.Get, path, Limit, cancellation).ConfigureAwait(false);
        var lines = logs.Then<IReadOnlyList<LogLine>>(body =>
        {
            try
            {
                return DockerStream.Read(body, inspected.Value.Config?.Tty ?? false);
            }
            catch (InvalidDataException)
            {
                return WireMessages.WrongProtocol.At(Where, Protocol);
            }
        });
        return lines.Succeeded ? lines : RuntimeMessages.NoLog.At("", container.Name) with { Cause = lines.Problem };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _http.Dispose();

    private async Task<Outcome<RuntimePod>> FindWithinAsync(StaticPodName name, CancellationToken cancellation)
    {
        var filters = JsonSerializer.Serialize(
            new Dictionary<string, string[]> { ["label"] = [$"{KubeletLabels.PodNamespace}={StaticPodName.Namespace}"] },
            DockerJson.Default.DictionaryStringStringArray);
        var listed = await GetAsync(
            $"/containers/json?all=true&filters={Uri.EscapeDataString(filters)}", DockerJson.Default.DockerListedArray, cancellation)
            .ConfigureAwait(false);
        if (!listed.Succeeded)
        {
            return listed.Problem;
        }

        var sandboxes = listed.Value.Where(l => DockerListing.IsSandboxOf(l, name)).Select(DockerListing.Sandbox).ToList();
        var sandboxIds = sandboxes.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var containers = new List<RuntimeContainer>();
        foreach (var container in listed.Value.Where(l => DockerListing.IsContainerIn(l, sandboxIds)))
        {
            var inspected = await InspectAsync(container.Id!, cancellation).ConfigureAwait(false);
            if (inspected.Succeeded)
            {
                containers.Add(DockerListing.Container(container, inspected.Value));
            }
            else if (!IsGone(inspected.Problem))
            {
                return inspected.Problem;
            }
        }

        return RuntimePod.Of(name, sandboxes, containers);
    }

    private Task<Outcome<DockerInspected>> InspectAsync(string id, CancellationToken cancellation)
        => GetAsync($"/containers/{Uri.EscapeDataString(id)}/json", DockerJson.Default.DockerInspected, cancellation);

    private async Task<Outcome<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var body = await SendAsync(HttpMethod.Get, path, Limit, cancellation).ConfigureAwait(false);
        return body.Then(json => JsonBody.Read(json, type, Where, Protocol));
    }

    private Task<Outcome<byte[]>> SendAsync(HttpMethod verb, string path, TimeSpan limit, CancellationToken cancellation)
    {
        var asked = $"{verb} {path.Split('?')[0]}";
        return TimeLimit.RunAsync<byte[]>(
            Where,
            asked,
            Protocol,
            limit,
            async clock =>
            {
                using var request = new HttpRequestMessage(verb, new Uri(DirectHttp.UnixAuthority, path));
                using var response = await _http.SendAsync(request, clock).ConfigureAwait(false);
                var body = await TimeLimit.ReadAsync(response.Content, MaximumAnswer, clock).ConfigureAwait(false);
                return body is null ? WireMessages.AnswerTooLong.At(Where, asked, MaximumAnswer.ToString(CultureInfo.InvariantCulture))
                    : response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified ? body
                    : WireMessages.Refused.At(
                        Where, asked, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
                        JsonBody.TryRead(body, DockerJson.Default.DockerError)?.Message ?? "");
            },
            cancellation);
    }

    /// <summary>Whether a container was removed between two calls.</summary>
    private static bool IsGone(Problem problem) => problem.Is(WireMessages.Refused) && problem.Arguments[1] == "404";
}
