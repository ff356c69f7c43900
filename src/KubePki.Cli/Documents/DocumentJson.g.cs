// Made from the records of this folder: KUBEPKI_DOCS_UPDATE=1, tests/KubePki.Documents. Change the records, not this file.
using System.Text.Json.Nodes;
using static KubePki.Cli.Documents.JsonParts;

namespace KubePki.Cli.Documents;

/// <summary>The records of this folder as JSON, and from JSON.</summary>
internal static class DocumentJson
{
    public static JsonObject Of(Document document) => document switch
    {
        AuthenticationDocument value => Of(value),
        BackupsDocument value => Of(value),
        ChecksDocument value => Of(value),
        ConfigurationDocument value => Of(value),
        ControlPlaneNodesDocument value => Of(value),
        CreationPlanDocument value => Of(value),
        ExplanationDocument value => Of(value),
        FactsDocument value => Of(value),
        FindingsDocument value => Of(value),
        FleetDocument value => Of(value),
        HistoryDocument value => Of(value),
        ImportPlanDocument value => Of(value),
        RenewalPlanDocument value => Of(value),
        ReportDocument value => Of(value),
        ResultDocument value => Of(value),
        ScheduleDocument value => Of(value),
        StatusDocument value => Of(value),
        TrustGraphDocument value => Of(value),
        VersionDocument value => Of(value),
        _ => throw new ArgumentOutOfRangeException(nameof(document), document.Kind, null),
    };

    public static JsonObject Of(ActivationData value)
    {
        var json = new JsonObject
        {
            ["component"] = value.Component,
            ["outcome"] = value.Outcome,
            ["startedAt"] = Time(value.StartedAt),
            ["seconds"] = value.Seconds,
            ["ports"] = List(value.Ports, Of),
        };
        if (value.Problem is { } problem)
        {
            json["problem"] = Of(problem);
        }

        if (value.Log is { } log)
        {
            json["log"] = List(log, Text);
        }

        return json;
    }

    public static JsonObject Of(AuthenticationDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["keepsServerDown"] = List(value.KeepsServerDown, Of),
        ["verdict"] = value.Verdict,
        ["user"] = value.User is { } user ? Of(user) : null,
        ["authenticators"] = List(value.Authenticators, Of),
        ["remarks"] = List(value.Remarks, Of),
    };

    public static JsonObject Of(AuthenticatorData value) => new()
    {
        ["id"] = value.Id,
        ["enabled"] = value.Enabled,
        ["setting"] = value.Setting,
        ["result"] = value.Result,
        ["reason"] = value.Reason is { } reason ? Of(reason) : null,
    };

    public static JsonObject Of(BackupData value)
    {
        var json = new JsonObject
        {
            ["id"] = value.Id,
            ["madeAt"] = Time(value.MadeAt),
            ["damaged"] = value.Damaged,
            ["paths"] = List(value.Paths, Text),
        };
        if (value.Problem is { } problem)
        {
            json["problem"] = Of(problem);
        }

        return json;
    }

    public static JsonObject Of(BackupsDocument value)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["backups"] = List(value.Backups, Of),
        };
        if (value.DamagedLeft is { } damagedLeft)
        {
            json["damagedLeft"] = List(damagedLeft, Of);
        }

        if (value.Recovered is { } recovered)
        {
            json["recovered"] = Of(recovered);
        }

        return json;
    }

    public static JsonObject Of(CheckData value) => new()
    {
        ["id"] = value.Id,
        ["name"] = value.Name,
        ["area"] = value.Area,
        ["severity"] = value.Severity,
        ["title"] = value.Title,
        ["why"] = value.Why,
    };

    public static JsonObject Of(CheckResultData value)
    {
        var json = new JsonObject
        {
            ["id"] = value.Id,
            ["name"] = value.Name,
            ["result"] = value.Result,
        };
        if (value.Reason is { } reason)
        {
            json["reason"] = reason;
        }

        return json;
    }

    public static JsonObject Of(ChecksDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["checks"] = List(value.Checks, Of),
    };

    public static JsonObject Of(ComponentData value) => new()
    {
        ["name"] = value.Name,
        ["mustRestart"] = value.MustRestart,
        ["uses"] = List(value.Uses, Text),
    };

    public static JsonObject Of(ConfigurationDocument value)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["source"] = value.Source,
            ["configuration"] = value.Configuration,
            ["origins"] = List(value.Origins, Of),
            ["problems"] = List(value.Problems, Of),
        };
        if (value.Complete is { } complete)
        {
            json["complete"] = complete;
        }

        return json;
    }

    public static JsonObject Of(ConnectionData value) => new()
    {
        ["id"] = value.Id,
        ["client"] = value.Client,
        ["server"] = value.Server,
        ["purpose"] = value.Purpose,
        ["clientShows"] = value.ClientShows,
        ["clientShowsBy"] = value.ClientShowsBy,
        ["serverShows"] = value.ServerShows,
        ["serverShowsBy"] = value.ServerShowsBy,
        ["clientTrusts"] = value.ClientTrusts is { } clientTrusts ? Of(clientTrusts) : null,
        ["serverTrusts"] = value.ServerTrusts is { } serverTrusts ? Of(serverTrusts) : null,
        ["state"] = value.State,
        ["holds"] = value.Holds,
        ["until"] = Time(value.Until),
        ["problem"] = value.Problem is { } problem ? Of(problem) : null,
        ["breaks"] = value.Breaks,
    };

    public static JsonObject Of(ControlPlaneNodeData value) => new()
    {
        ["name"] = value.Name,
        ["address"] = value.Address,
    };

    public static JsonObject Of(ControlPlaneNodesDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["source"] = value.Source,
        ["nodes"] = List(value.Nodes, Of),
        ["passed"] = List(value.Passed, Text),
    };

    public static JsonObject Of(CreationActionData value)
    {
        var json = new JsonObject
        {
            ["action"] = value.Action,
            ["name"] = value.Name,
            ["authority"] = value.Authority,
            ["reason"] = Of(value.Reason),
            ["newNotBefore"] = Time(value.NewNotBefore),
            ["newNotAfter"] = Time(value.NewNotAfter),
            ["keyAlgorithm"] = value.KeyAlgorithm,
            ["reuseKey"] = value.ReuseKey,
            ["paths"] = List(value.Paths, Text),
        };
        if (value.CommonName is { } commonName)
        {
            json["commonName"] = commonName;
        }

        if (value.Organizations is { } organizations)
        {
            json["organizations"] = List(organizations, Text);
        }

        if (value.Sans is { } sans)
        {
            json["sans"] = List(sans, Text);
        }

        if (value.Server is { } server)
        {
            json["server"] = server;
        }

        if (value.CappedFrom is { } cappedFrom)
        {
            json["cappedFrom"] = Time(cappedFrom);
        }

        if (value.Notes is { } notes)
        {
            json["notes"] = List(notes, Of);
        }

        if (value.Change is { } change)
        {
            json["change"] = Of(change);
        }

        return json;
    }

    public static JsonObject Of(CreationPlanDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["nodeName"] = value.NodeName,
        ["server"] = value.Server,
        ["actions"] = List(value.Actions, Of),
        ["skipped"] = List(value.Skipped, Of),
        ["refusals"] = List(value.Refusals, Of),
        ["components"] = List(value.Components, Of),
        ["outdated"] = List(value.Outdated, Of),
        ["remaining"] = List(value.Remaining, Of),
    };

    public static JsonObject Of(DecisionData value) => new()
    {
        ["component"] = value.Component,
        ["need"] = value.Need,
        ["reasons"] = List(value.Reasons, Of),
    };

    public static JsonObject Of(DifferenceData value)
    {
        var json = new JsonObject
        {
            ["what"] = value.What,
            ["values"] = List(value.Values, Of),
        };
        if (value.Items is { } items)
        {
            json["items"] = List(items, Text);
        }

        return json;
    }

    public static JsonObject Of(DifferenceValueData value) => new()
    {
        ["value"] = value.Value,
        ["nodes"] = List(value.Nodes, Text),
    };

    public static JsonObject Of(EtcdData value) => new()
    {
        ["healthy"] = value.Healthy,
        ["problem"] = value.Problem,
        ["memberId"] = value.MemberId,
        ["members"] = List(value.Members, Of),
    };

    public static JsonObject Of(EtcdMemberData value) => new()
    {
        ["id"] = value.Id,
        ["name"] = value.Name,
        ["healthy"] = value.Healthy,
        ["problem"] = value.Problem,
    };

    public static JsonObject Of(ExplanationDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["observedAt"] = Time(value.ObservedAt),
        ["item"] = Of(value.Item),
        ["story"] = List(value.Story, Of),
        ["connections"] = List(value.Connections, Of),
        ["problems"] = List(value.Problems, Of),
    };

    public static JsonObject Of(FactsDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["time"] = Exactly(value.Time),
        ["version"] = value.Version,
        ["installed"] = value.Installed,
        ["privileged"] = value.Privileged,
        ["freeBytes"] = value.FreeBytes,
        ["kubernetesVersion"] = value.KubernetesVersion,
        ["shared"] = Map(value.Shared, Text),
        ["keys"] = List(value.Keys, Text),
        ["signed"] = Map(value.Signed, Texts),
        ["leads"] = List(value.Leads, Text),
        ["ends"] = Map(value.Ends, Exactly),
        ["etcd"] = value.Etcd is { } etcd ? Of(etcd) : null,
    };

    public static JsonObject Of(FindingData value)
    {
        var json = new JsonObject
        {
            ["id"] = value.Id,
            ["where"] = value.Where,
            ["message"] = value.Message,
            ["hint"] = value.Hint,
            ["severity"] = value.Severity,
            ["check"] = value.Check,
        };
        if (value.CheckName is { } checkName)
        {
            json["checkName"] = checkName;
        }

        return json;
    }

    public static JsonObject Of(FindingsDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["observedAt"] = Time(value.ObservedAt),
        ["live"] = value.Live,
        ["findings"] = List(value.Findings, Of),
        ["checks"] = List(value.Checks, Of),
    };

    public static JsonObject Of(FleetDocument value)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["verb"] = value.Verb,
            ["nodes"] = List(value.Nodes, Of),
            ["differences"] = List(value.Differences, Of),
        };
        if (value.EtcdMembers is { } etcdMembers)
        {
            json["etcdMembers"] = List(etcdMembers, Of);
        }

        if (value.Concerns is { } concerns)
        {
            json["concerns"] = List(concerns, Of);
        }

        if (value.Findings is { } findings)
        {
            json["findings"] = List(findings, Of);
        }

        if (value.Shares is { } shares)
        {
            json["shares"] = List(shares, Of);
        }

        if (value.Outcome is { } outcome)
        {
            json["outcome"] = outcome;
        }

        if (value.Events is { } events)
        {
            json["events"] = List(events, Of);
        }

        return json;
    }

    public static JsonObject Of(FleetEventData value) => new()
    {
        ["at"] = Time(value.At),
        ["node"] = value.Node,
        ["phase"] = value.Phase,
    };

    public static JsonObject Of(FleetMemberData value) => new()
    {
        ["name"] = value.Name,
        ["node"] = value.Node,
        ["healthy"] = value.Healthy,
        ["problem"] = value.Problem,
        ["knownTo"] = List(value.KnownTo, Text),
        ["unknownTo"] = List(value.UnknownTo, Text),
    };

    public static JsonObject Of(FleetNodeData value)
    {
        var json = new JsonObject
        {
            ["name"] = value.Name,
            ["destination"] = value.Destination,
            ["exit"] = value.Exit,
            ["seconds"] = value.Seconds,
        };
        if (value.Stage is { } stage)
        {
            json["stage"] = stage;
        }

        json["document"] = value.Document;

        json["problem"] = value.Problem is { } problem ? Of(problem) : null;

        return json;
    }

    public static JsonObject Of(HistoryDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["transactions"] = List(value.Transactions, Of),
    };

    public static JsonObject Of(IdentityChangeData value) => new()
    {
        ["addedSans"] = List(value.AddedSans, Text),
        ["removedSans"] = List(value.RemovedSans, Text),
        ["keptSans"] = List(value.KeptSans, Text),
        ["oldSubject"] = value.OldSubject,
        ["newSubject"] = value.NewSubject,
    };

    public static JsonObject Of(ImportActionData value)
    {
        var json = new JsonObject
        {
            ["action"] = value.Action,
            ["name"] = value.Name,
            ["issuer"] = value.Issuer,
            ["newNotBefore"] = Time(value.NewNotBefore),
            ["newNotAfter"] = Time(value.NewNotAfter),
            ["keyAlgorithm"] = value.KeyAlgorithm,
            ["paths"] = List(value.Paths, Text),
        };
        if (value.Notes is { } notes)
        {
            json["notes"] = List(notes, Of);
        }

        return json;
    }

    public static JsonObject Of(ImportPlanDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["actions"] = List(value.Actions, Of),
        ["skipped"] = List(value.Skipped, Of),
        ["refusals"] = List(value.Refusals, Of),
        ["components"] = List(value.Components, Of),
    };

    public static JsonObject Of(LastRunData value) => new()
    {
        ["at"] = Time(value.At),
        ["exitCode"] = value.ExitCode,
        ["message"] = value.Message,
        ["renewed"] = value.Renewed,
        ["seconds"] = value.Seconds,
        ["succeededAt"] = Time(value.SucceededAt),
    };

    public static JsonObject Of(OriginData value) => new()
    {
        ["field"] = value.Field,
        ["value"] = value.Value,
        ["source"] = value.Source,
    };

    public static JsonObject Of(OutdatedData value) => new()
    {
        ["path"] = value.Path,
        ["field"] = value.Field,
        ["old"] = value.Old,
        ["new"] = value.New,
    };

    public static JsonObject Of(PkiEntryData value)
    {
        var json = new JsonObject
        {
            ["name"] = value.Name,
            ["kind"] = value.Kind,
            ["path"] = value.Path,
            ["state"] = value.State,
            ["externallyManaged"] = value.ExternallyManaged,
            ["notBefore"] = Time(value.NotBefore),
            ["notAfter"] = Time(value.NotAfter),
            ["secondsLeft"] = value.SecondsLeft,
            ["issuer"] = value.Issuer,
            ["subject"] = value.Subject,
            ["sans"] = value.Sans is { } sans ? List(sans, Text) : null,
            ["serial"] = value.Serial,
            ["keyAlgorithm"] = value.KeyAlgorithm,
            ["fingerprint"] = value.Fingerprint,
            ["authority"] = value.Authority,
        };
        if (value.KeyPath is { } keyPath)
        {
            json["keyPath"] = keyPath;
        }

        if (value.PointsAt is { } pointsAt)
        {
            json["pointsAt"] = pointsAt;
        }

        if (value.User is { } user)
        {
            json["user"] = user;
        }

        if (value.Problem is { } problem)
        {
            json["problem"] = Of(problem);
        }

        return json;
    }

    public static JsonObject Of(PortData value) => new()
    {
        ["address"] = value.Address,
        ["name"] = value.Name,
        ["serial"] = value.Serial,
        ["fingerprint"] = value.Fingerprint,
        ["servesFile"] = value.ServesFile,
    };

    public static JsonObject Of(ProblemData value) => new()
    {
        ["id"] = value.Id,
        ["where"] = value.Where,
        ["message"] = value.Message,
        ["hint"] = value.Hint,
    };

    public static JsonObject Of(RecoveredData value) => new()
    {
        ["rolledForward"] = List(value.RolledForward, Of),
        ["rolledBack"] = List(value.RolledBack, Of),
        ["manifests"] = List(value.Manifests, Of),
        ["left"] = List(value.Left, Of),
    };

    public static JsonObject Of(RenewalActionData value)
    {
        var json = new JsonObject
        {
            ["action"] = value.Action,
            ["name"] = value.Name,
            ["authority"] = value.Authority,
            ["reason"] = Of(value.Reason),
            ["oldNotAfter"] = Time(value.OldNotAfter),
            ["newNotBefore"] = Time(value.NewNotBefore),
            ["newNotAfter"] = Time(value.NewNotAfter),
            ["keyAlgorithm"] = value.KeyAlgorithm,
            ["reuseKey"] = value.ReuseKey,
            ["paths"] = List(value.Paths, Text),
        };
        if (value.CappedFrom is { } cappedFrom)
        {
            json["cappedFrom"] = Time(cappedFrom);
        }

        if (value.Notes is { } notes)
        {
            json["notes"] = List(notes, Of);
        }

        if (value.Change is { } change)
        {
            json["change"] = Of(change);
        }

        return json;
    }

    public static JsonObject Of(RenewalPlanDocument value)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["actions"] = List(value.Actions, Of),
        };
        if (value.Trust is { } trust)
        {
            json["trust"] = List(trust, Of);
        }

        json["skipped"] = List(value.Skipped, Of);

        json["refusals"] = List(value.Refusals, Of);

        json["components"] = List(value.Components, Of);

        json["remaining"] = List(value.Remaining, Of);

        if (value.Notes is { } notes)
        {
            json["notes"] = List(notes, Of);
        }

        return json;
    }

    public static JsonObject Of(ReportConnectionData value) => new()
    {
        ["client"] = value.Client,
        ["server"] = value.Server,
        ["clientItem"] = value.ClientItem,
        ["serverItem"] = value.ServerItem,
        ["until"] = Time(value.Until),
        ["fails"] = value.Fails,
        ["unknown"] = value.Unknown,
    };

    public static JsonObject Of(ReportDocument value)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["withinSeconds"] = value.WithinSeconds,
            ["nodes"] = List(value.Nodes, Of),
        };
        if (value.Findings is { } findings)
        {
            json["findings"] = List(findings, Of);
        }

        return json;
    }

    public static JsonObject Of(ReportFindingData value) => new()
    {
        ["severity"] = value.Severity,
        ["check"] = value.Check,
        ["checkName"] = value.CheckName,
        ["message"] = value.Message,
        ["hint"] = value.Hint,
        ["where"] = value.Where,
    };

    public static JsonObject Of(ReportItemData value) => new()
    {
        ["name"] = value.Name,
        ["path"] = value.Path,
        ["authority"] = value.Authority,
        ["state"] = value.State,
        ["problem"] = value.Problem,
        ["unknown"] = value.Unknown,
        ["notAfter"] = Time(value.NotAfter),
        ["secondsLeft"] = value.SecondsLeft,
        ["signedBy"] = value.SignedBy,
        ["subject"] = value.Subject,
    };

    public static JsonObject Of(ReportNodeData value) => new()
    {
        ["name"] = value.Name,
        ["observedAt"] = Time(value.ObservedAt),
        ["items"] = List(value.Items, Of),
        ["checks"] = value.Checks,
        ["findings"] = List(value.Findings, Of),
        ["undecided"] = List(value.Undecided, Of),
        ["connections"] = List(value.Connections, Of),
    };

    public static JsonObject Of(RequestData value) => new()
    {
        ["name"] = value.Name,
        ["request"] = value.Request,
        ["certificate"] = value.Certificate,
        ["commonName"] = value.CommonName,
        ["organizations"] = List(value.Organizations, Text),
        ["sans"] = List(value.Sans, Text),
        ["authority"] = value.Authority,
    };

    public static JsonObject Of(ResultDocument value)
    {
        var json = new JsonObject
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["verb"] = value.Verb,
            ["outcome"] = value.Outcome,
        };
        if (value.Transaction is { } transaction)
        {
            json["transaction"] = Of(transaction);
        }

        if (value.Left is { } left)
        {
            json["left"] = List(left, Of);
        }

        if (value.Recovered is { } recovered)
        {
            json["recovered"] = Of(recovered);
        }

        if (value.RolledForward is { } rolledForward)
        {
            json["rolledForward"] = List(rolledForward, Of);
        }

        if (value.RolledBack is { } rolledBack)
        {
            json["rolledBack"] = List(rolledBack, Of);
        }

        if (value.Plan is { } plan)
        {
            json["plan"] = List(plan, Of);
        }

        if (value.Path is { } path)
        {
            json["path"] = path;
        }

        if (value.User is { } user)
        {
            json["user"] = user;
        }

        if (value.Groups is { } groups)
        {
            json["groups"] = List(groups, Text);
        }

        if (value.Server is { } server)
        {
            json["server"] = server;
        }

        if (value.NotAfter is { } notAfter)
        {
            json["notAfter"] = Time(notAfter);
        }

        if (value.Roots is { } roots)
        {
            json["roots"] = List(roots, Text);
        }

        if (value.Requests is { } requests)
        {
            json["requests"] = List(requests, Of);
        }

        if (value.Renewed is { } renewed)
        {
            json["renewed"] = List(renewed, Of);
        }

        if (value.Created is { } created)
        {
            json["created"] = List(created, Of);
        }

        if (value.Imported is { } imported)
        {
            json["imported"] = List(imported, Of);
        }

        if (value.Skipped is { } skipped)
        {
            json["skipped"] = List(skipped, Of);
        }

        if (value.Components is { } components)
        {
            json["components"] = List(components, Of);
        }

        if (value.Outdated is { } outdated)
        {
            json["outdated"] = List(outdated, Of);
        }

        if (value.Remaining is { } remaining)
        {
            json["remaining"] = List(remaining, Of);
        }

        if (value.Notes is { } notes)
        {
            json["notes"] = List(notes, Of);
        }

        if (value.Activation is { } activation)
        {
            json["activation"] = List(activation, Of);
        }

        if (value.TakenBack is { } takenBack)
        {
            json["takenBack"] = takenBack;
        }

        if (value.Problems is { } problems)
        {
            json["problems"] = List(problems, Of);
        }

        return json;
    }

    public static JsonObject Of(ScheduleDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["enabled"] = value.Enabled,
        ["starter"] = value.Starter,
        ["active"] = value.Active,
        ["at"] = value.At,
        ["randomDelaySeconds"] = value.RandomDelaySeconds,
        ["withinSeconds"] = value.WithinSeconds,
        ["nextRunAt"] = Time(value.NextRunAt),
        ["onFailure"] = value.OnFailure,
        ["files"] = List(value.Files, Text),
        ["lastRun"] = value.LastRun is { } lastRun ? Of(lastRun) : null,
    };

    public static JsonObject Of(ShareData value) => new()
    {
        ["name"] = value.Name,
        ["from"] = value.From,
        ["to"] = value.To,
        ["withKey"] = value.WithKey,
        ["replaces"] = value.Replaces,
    };

    public static JsonObject Of(SkipData value) => new()
    {
        ["name"] = value.Name,
        ["path"] = value.Path,
        ["reason"] = Of(value.Reason),
    };

    public static JsonObject Of(StatusDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["observedAt"] = Time(value.ObservedAt),
        ["certificatesDirectory"] = value.CertificatesDirectory,
        ["externalEtcd"] = value.ExternalEtcd,
        ["items"] = List(value.Items, Of),
        ["problems"] = List(value.Problems, Of),
        ["findings"] = List(value.Findings, Of),
    };

    public static JsonObject Of(StoryData value) => new()
    {
        ["id"] = value.Id,
        ["heading"] = value.Heading,
        ["sentences"] = List(value.Sentences, Text),
    };

    public static JsonObject Of(TransactionData value)
    {
        var json = new JsonObject
        {
            ["id"] = value.Id,
            ["verb"] = value.Verb,
            ["summary"] = value.Summary,
            ["startedAt"] = Time(value.StartedAt),
            ["stage"] = value.Stage,
            ["paths"] = List(value.Paths, Text),
        };
        if (value.Reverses is { } reverses)
        {
            json["reverses"] = reverses;
        }

        if (value.UndoneBy is { } undoneBy)
        {
            json["undoneBy"] = undoneBy;
        }

        if (value.PartlyUndoneBy is { } partlyUndoneBy)
        {
            json["partlyUndoneBy"] = partlyUndoneBy;
        }

        return json;
    }

    public static JsonObject Of(TrustData value) => new()
    {
        ["name"] = value.Name,
        ["path"] = value.Path,
        ["cluster"] = value.Cluster,
        ["authority"] = value.Authority,
    };

    public static JsonObject Of(TrustGraphDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["observedAt"] = Time(value.ObservedAt),
        ["items"] = List(value.Items, Of),
        ["connections"] = List(value.Connections, Of),
        ["problems"] = List(value.Problems, Of),
    };

    public static JsonObject Of(TrustItemData value) => new()
    {
        ["name"] = value.Name,
        ["kind"] = value.Kind,
        ["path"] = value.Path,
        ["subject"] = value.Subject,
        ["notAfter"] = Time(value.NotAfter),
        ["signedBy"] = value.SignedBy,
        ["selfSigned"] = value.SelfSigned,
        ["what"] = value.What,
        ["breaks"] = value.Breaks,
    };

    public static JsonObject Of(TrustSourceData value) => new()
    {
        ["setting"] = value.Setting,
        ["place"] = value.Place,
        ["authorities"] = List(value.Authorities, Text),
    };

    public static JsonObject Of(UndecidedData value) => new()
    {
        ["check"] = value.Check,
        ["reason"] = value.Reason,
    };

    public static JsonObject Of(UserData value) => new()
    {
        ["username"] = value.Username,
        ["uid"] = value.Uid,
        ["groups"] = List(value.Groups, Text),
        ["extra"] = Map(value.Extra, Texts),
        ["audiences"] = List(value.Audiences, Text),
        ["until"] = Time(value.Until),
        ["providedThat"] = List(value.ProvidedThat, Of),
    };

    public static JsonObject Of(VersionDocument value) => new()
    {
        ["apiVersion"] = value.ApiVersion,
        ["kind"] = value.Kind,
        ["version"] = value.Version,
        ["commit"] = value.Commit,
        ["sourceDate"] = value.SourceDate,
        ["openssl"] = value.Openssl,
        ["dotnet"] = value.Dotnet,
        ["architecture"] = value.Architecture,
    };

    public static ActivationData ReadActivationData(JsonObject json) => new()
    {
        Component = TextOf(json, "component") ?? "",
        Outcome = TextOf(json, "outcome") ?? "",
        StartedAt = TimeOf(json, "startedAt"),
        Seconds = LongOf(json, "seconds") ?? 0,
        Ports = ListOf(json, "ports", ReadPortData),
        Problem = json["problem"] is JsonObject problem ? ReadProblemData(problem) : null,
        Log = TextsOf(json, "log"),
    };

    public static BackupData ReadBackupData(JsonObject json) => new()
    {
        Id = TextOf(json, "id") ?? "",
        MadeAt = TimeOf(json, "madeAt"),
        Damaged = TruthOf(json, "damaged") ?? false,
        Paths = TextsOf(json, "paths") ?? [],
        Problem = json["problem"] is JsonObject problem ? ReadProblemData(problem) : null,
    };

    public static BackupsDocument ReadBackupsDocument(JsonObject json) => new()
    {
        Backups = ListOf(json, "backups", ReadBackupData),
        DamagedLeft = ListIfThere(json, "damagedLeft", ReadBackupData),
        Recovered = json["recovered"] is JsonObject recovered ? ReadRecoveredData(recovered) : null,
    };

    public static CheckResultData ReadCheckResultData(JsonObject json) => new()
    {
        Id = TextOf(json, "id") ?? "",
        Name = TextOf(json, "name") ?? "",
        Result = TextOf(json, "result") ?? "",
        Reason = TextOf(json, "reason"),
    };

    public static ComponentData ReadComponentData(JsonObject json) => new()
    {
        Name = TextOf(json, "name") ?? "",
        MustRestart = TruthOf(json, "mustRestart") ?? false,
        Uses = TextsOf(json, "uses") ?? [],
    };

    public static CreationActionData ReadCreationActionData(JsonObject json) => new()
    {
        Action = TextOf(json, "action") ?? "",
        Name = TextOf(json, "name") ?? "",
        Authority = TextOf(json, "authority"),
        Reason = ReadProblemData(json["reason"] as JsonObject ?? []),
        NewNotBefore = TimeOf(json, "newNotBefore"),
        NewNotAfter = TimeOf(json, "newNotAfter"),
        KeyAlgorithm = TextOf(json, "keyAlgorithm") ?? "",
        ReuseKey = TruthOf(json, "reuseKey") ?? false,
        Paths = TextsOf(json, "paths") ?? [],
        CommonName = TextOf(json, "commonName"),
        Organizations = TextsOf(json, "organizations"),
        Sans = TextsOf(json, "sans"),
        Server = TextOf(json, "server"),
        CappedFrom = TimeOf(json, "cappedFrom"),
        Notes = ListIfThere(json, "notes", ReadProblemData),
        Change = json["change"] is JsonObject change ? ReadIdentityChangeData(change) : null,
    };

    public static CreationPlanDocument ReadCreationPlanDocument(JsonObject json) => new()
    {
        NodeName = TextOf(json, "nodeName") ?? "",
        Server = TextOf(json, "server") ?? "",
        Actions = ListOf(json, "actions", ReadCreationActionData),
        Skipped = ListOf(json, "skipped", ReadSkipData),
        Refusals = ListOf(json, "refusals", ReadProblemData),
        Components = ListOf(json, "components", ReadComponentData),
        Outdated = ListOf(json, "outdated", ReadOutdatedData),
        Remaining = ListOf(json, "remaining", ReadFindingData),
    };

    public static DecisionData ReadDecisionData(JsonObject json) => new()
    {
        Component = TextOf(json, "component") ?? "",
        Need = TextOf(json, "need") ?? "",
        Reasons = ListOf(json, "reasons", ReadProblemData),
    };

    public static FindingData ReadFindingData(JsonObject json) => new()
    {
        Id = TextOf(json, "id") ?? "",
        Where = TextOf(json, "where") ?? "",
        Message = TextOf(json, "message") ?? "",
        Hint = TextOf(json, "hint") ?? "",
        Severity = TextOf(json, "severity") ?? "",
        Check = TextOf(json, "check"),
        CheckName = TextOf(json, "checkName"),
    };

    public static FindingsDocument ReadFindingsDocument(JsonObject json) => new()
    {
        ObservedAt = TimeOf(json, "observedAt") ?? DateTimeOffset.UnixEpoch,
        Live = TruthOf(json, "live") ?? false,
        Findings = ListOf(json, "findings", ReadFindingData),
        Checks = ListOf(json, "checks", ReadCheckResultData),
    };

    public static HistoryDocument ReadHistoryDocument(JsonObject json) => new()
    {
        Transactions = ListOf(json, "transactions", ReadTransactionData),
    };

    public static IdentityChangeData ReadIdentityChangeData(JsonObject json) => new()
    {
        AddedSans = TextsOf(json, "addedSans") ?? [],
        RemovedSans = TextsOf(json, "removedSans") ?? [],
        KeptSans = TextsOf(json, "keptSans") ?? [],
        OldSubject = TextOf(json, "oldSubject"),
        NewSubject = TextOf(json, "newSubject"),
    };

    public static OutdatedData ReadOutdatedData(JsonObject json) => new()
    {
        Path = TextOf(json, "path") ?? "",
        Field = TextOf(json, "field") ?? "",
        Old = TextOf(json, "old") ?? "",
        New = TextOf(json, "new") ?? "",
    };

    public static PkiEntryData ReadPkiEntryData(JsonObject json) => new()
    {
        Name = TextOf(json, "name") ?? "",
        Kind = TextOf(json, "kind") ?? "",
        Path = TextOf(json, "path") ?? "",
        State = TextOf(json, "state") ?? "",
        ExternallyManaged = TruthOf(json, "externallyManaged") ?? false,
        NotBefore = TimeOf(json, "notBefore"),
        NotAfter = TimeOf(json, "notAfter"),
        SecondsLeft = LongOf(json, "secondsLeft"),
        Issuer = TextOf(json, "issuer"),
        Subject = TextOf(json, "subject"),
        Sans = TextsOf(json, "sans"),
        Serial = TextOf(json, "serial"),
        KeyAlgorithm = TextOf(json, "keyAlgorithm"),
        Fingerprint = TextOf(json, "fingerprint"),
        Authority = TextOf(json, "authority"),
        KeyPath = TextOf(json, "keyPath"),
        PointsAt = TextOf(json, "pointsAt"),
        User = TextOf(json, "user"),
        Problem = json["problem"] is JsonObject problem ? ReadProblemData(problem) : null,
    };

    public static PortData ReadPortData(JsonObject json) => new()
    {
        Address = TextOf(json, "address") ?? "",
        Name = TextOf(json, "name") ?? "",
        Serial = TextOf(json, "serial"),
        Fingerprint = TextOf(json, "fingerprint"),
        ServesFile = TruthOf(json, "servesFile") ?? false,
    };

    public static ProblemData ReadProblemData(JsonObject json) => new()
    {
        Id = TextOf(json, "id") ?? "",
        Where = TextOf(json, "where") ?? "",
        Message = TextOf(json, "message") ?? "",
        Hint = TextOf(json, "hint") ?? "",
    };

    public static RecoveredData ReadRecoveredData(JsonObject json) => new()
    {
        RolledForward = ListOf(json, "rolledForward", ReadTransactionData),
        RolledBack = ListOf(json, "rolledBack", ReadTransactionData),
        Manifests = ListOf(json, "manifests", ReadProblemData),
        Left = ListOf(json, "left", ReadProblemData),
    };

    public static ReportConnectionData ReadReportConnectionData(JsonObject json) => new()
    {
        Client = TextOf(json, "client") ?? "",
        Server = TextOf(json, "server") ?? "",
        ClientItem = TextOf(json, "clientItem"),
        ServerItem = TextOf(json, "serverItem"),
        Until = TimeOf(json, "until"),
        Fails = TruthOf(json, "fails") ?? false,
        Unknown = TruthOf(json, "unknown") ?? false,
    };

    public static ReportDocument ReadReportDocument(JsonObject json) => new()
    {
        WithinSeconds = LongOf(json, "withinSeconds") ?? 0,
        Nodes = ListOf(json, "nodes", ReadReportNodeData),
        Findings = ListIfThere(json, "findings", ReadFindingData),
    };

    public static ReportFindingData ReadReportFindingData(JsonObject json) => new()
    {
        Severity = TextOf(json, "severity") ?? "",
        Check = TextOf(json, "check") ?? "",
        CheckName = TextOf(json, "checkName") ?? "",
        Message = TextOf(json, "message") ?? "",
        Hint = TextOf(json, "hint") ?? "",
        Where = TextOf(json, "where") ?? "",
    };

    public static ReportItemData ReadReportItemData(JsonObject json) => new()
    {
        Name = TextOf(json, "name") ?? "",
        Path = TextOf(json, "path") ?? "",
        Authority = TruthOf(json, "authority") ?? false,
        State = TextOf(json, "state") ?? "",
        Problem = TruthOf(json, "problem") ?? false,
        Unknown = TruthOf(json, "unknown") ?? false,
        NotAfter = TimeOf(json, "notAfter"),
        SecondsLeft = LongOf(json, "secondsLeft"),
        SignedBy = TextOf(json, "signedBy"),
        Subject = TextOf(json, "subject"),
    };

    public static ReportNodeData ReadReportNodeData(JsonObject json) => new()
    {
        Name = TextOf(json, "name") ?? "",
        ObservedAt = TimeOf(json, "observedAt") ?? DateTimeOffset.UnixEpoch,
        Items = ListOf(json, "items", ReadReportItemData),
        Checks = NumberOf(json, "checks") ?? 0,
        Findings = ListOf(json, "findings", ReadReportFindingData),
        Undecided = ListOf(json, "undecided", ReadUndecidedData),
        Connections = ListOf(json, "connections", ReadReportConnectionData),
    };

    public static RequestData ReadRequestData(JsonObject json) => new()
    {
        Name = TextOf(json, "name") ?? "",
        Request = TextOf(json, "request") ?? "",
        Certificate = TextOf(json, "certificate") ?? "",
        CommonName = TextOf(json, "commonName") ?? "",
        Organizations = TextsOf(json, "organizations") ?? [],
        Sans = TextsOf(json, "sans") ?? [],
        Authority = TextOf(json, "authority"),
    };

    public static ResultDocument ReadResultDocument(JsonObject json) => new()
    {
        Verb = TextOf(json, "verb") ?? "",
        Outcome = TextOf(json, "outcome") ?? "",
        Transaction = json["transaction"] is JsonObject transaction ? ReadTransactionData(transaction) : null,
        Left = ListIfThere(json, "left", ReadProblemData),
        Recovered = json["recovered"] is JsonObject recovered ? ReadRecoveredData(recovered) : null,
        RolledForward = ListIfThere(json, "rolledForward", ReadTransactionData),
        RolledBack = ListIfThere(json, "rolledBack", ReadTransactionData),
        Plan = ListIfThere(json, "plan", ReadDecisionData),
        Path = TextOf(json, "path"),
        User = TextOf(json, "user"),
        Groups = TextsOf(json, "groups"),
        Server = TextOf(json, "server"),
        NotAfter = TimeOf(json, "notAfter"),
        Roots = TextsOf(json, "roots"),
        Requests = ListIfThere(json, "requests", ReadRequestData),
        Renewed = ListIfThere(json, "renewed", ReadPkiEntryData),
        Created = ListIfThere(json, "created", ReadPkiEntryData),
        Imported = ListIfThere(json, "imported", ReadPkiEntryData),
        Skipped = ListIfThere(json, "skipped", ReadSkipData),
        Components = ListIfThere(json, "components", ReadComponentData),
        Outdated = ListIfThere(json, "outdated", ReadOutdatedData),
        Remaining = ListIfThere(json, "remaining", ReadFindingData),
        Notes = ListIfThere(json, "notes", ReadProblemData),
        Activation = ListIfThere(json, "activation", ReadActivationData),
        TakenBack = TruthOf(json, "takenBack"),
        Problems = ListIfThere(json, "problems", ReadProblemData),
    };

    public static SkipData ReadSkipData(JsonObject json) => new()
    {
        Name = TextOf(json, "name") ?? "",
        Path = TextOf(json, "path") ?? "",
        Reason = ReadProblemData(json["reason"] as JsonObject ?? []),
    };

    public static StatusDocument ReadStatusDocument(JsonObject json) => new()
    {
        ObservedAt = TimeOf(json, "observedAt") ?? DateTimeOffset.UnixEpoch,
        CertificatesDirectory = TextOf(json, "certificatesDirectory") ?? "",
        ExternalEtcd = TruthOf(json, "externalEtcd") ?? false,
        Items = ListOf(json, "items", ReadPkiEntryData),
        Problems = ListOf(json, "problems", ReadProblemData),
        Findings = ListOf(json, "findings", ReadFindingData),
    };

    public static TransactionData ReadTransactionData(JsonObject json) => new()
    {
        Id = TextOf(json, "id") ?? "",
        Verb = TextOf(json, "verb") ?? "",
        Summary = TextOf(json, "summary") ?? "",
        StartedAt = TimeOf(json, "startedAt") ?? DateTimeOffset.UnixEpoch,
        Stage = TextOf(json, "stage") ?? "",
        Paths = TextsOf(json, "paths") ?? [],
        Reverses = TextOf(json, "reverses"),
        UndoneBy = TextOf(json, "undoneBy"),
        PartlyUndoneBy = TextOf(json, "partlyUndoneBy"),
    };

    public static UndecidedData ReadUndecidedData(JsonObject json) => new()
    {
        Check = TextOf(json, "check") ?? "",
        Reason = TextOf(json, "reason") ?? "",
    };
}
