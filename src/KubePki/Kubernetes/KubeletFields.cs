namespace KubePki.Kubernetes;

/// <summary>
/// The fields of a KubeletConfiguration with the types that the kubelet expects (k8s.io/kubelet config/v1beta1): it exits if a field has
/// another type.
/// </summary>
internal static class KubeletFields
{
    internal static readonly TypedFields Fields = new("kubelet",
    [
        .. TypedFields.Of(FieldType.Text, "",
            "apiVersion! kind! staticPodPath staticPodURL address tlsCertFile tlsPrivateKeyFile tlsMinVersion "
                + "authentication.x509.clientCAFile authentication.webhook.cacheTTL authorization.mode "
            + "authorization.webhook.cacheAuthorizedTTL authorization.webhook.cacheUnauthorizedTTL healthzBindAddress clusterDomain "
            + "containerRuntimeEndpoint imageServiceEndpoint resolvConf "
            + "cgroupDriver cgroupRoot cpuManagerPolicy memoryManagerPolicy topologyManagerPolicy hairpinMode providerID podCIDR "
            + "volumePluginDir kubeletCgroups systemCgroups "
            + "syncFrequency fileCheckFrequency httpCheckFrequency streamingConnectionIdleTimeout nodeStatusUpdateFrequency "
            + "nodeStatusReportFrequency imageMinimumGCAge "
            + "cpuCFSQuotaPeriod cpuManagerReconcilePeriod runtimeRequestTimeout evictionPressureTransitionPeriod volumeStatsAggPeriod "
            + "shutdownGracePeriod shutdownGracePeriodCriticalPods "
            + "containerLogMaxSize reservedSystemCPUs systemReservedCgroup kubeReservedCgroup logging.format"),
        .. TypedFields.Of(FieldType.Truth, "",
            "rotateCertificates serverTLSBootstrap authentication.anonymous.enabled authentication.webhook.enabled enableServer "
                + "enableControllerAttachDetach enableDebuggingHandlers "
            + "enableContentionProfiling enableProfilingHandler enableDebugFlagsHandler failSwapOn makeIPTablesUtilChains "
            + "protectKernelDefaults runOnce cpuCFSQuota serializeImagePulls "
            + "registerNode localStorageCapacityIsolation seccompDefault enableSystemLogHandler"),
        .. TypedFields.Of(FieldType.Whole, "",
            "port readOnlyPort healthzPort maxPods podsPerCore registryPullQPS registryBurst eventRecordQPS eventBurst kubeAPIQPS "
                + "kubeAPIBurst podPidsLimit oomScoreAdj "
            + "imageGCHighThresholdPercent imageGCLowThresholdPercent nodeLeaseDurationSeconds maxOpenFiles containerLogMaxFiles "
            + "evictionMaxPodGracePeriod "
            + "iptablesMasqueradeBit iptablesDropBit nodeStatusMaxImages"),
        .. TypedFields.Of(FieldType.Texts, "", "clusterDNS tlsCipherSuites allowedUnsafeSysctls enforceNodeAllocatable"),
        .. TypedFields.Of(
            FieldType.TextMap, "",
            "evictionHard evictionSoft evictionSoftGracePeriod evictionMinimumReclaim systemReserved kubeReserved qosReserved "
                + "staticPodURLHeader"),
        .. TypedFields.Of(FieldType.TruthMap, "", "featureGates"),
    ]);
}
