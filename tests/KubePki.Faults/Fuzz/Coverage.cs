using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SharpFuzz.Common;

namespace KubePki.Faults.Fuzz;

/// <summary>
/// The branches an input takes, counted by SharpFuzz's instrumentation into a map as AFL keeps it. An input is worth keeping if it
/// reaches a new branch, or reaches a branch a new order of times.
/// </summary>
internal sealed unsafe class Coverage : IDisposable
{
    private const int Size = 1 << 16;
    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    public Coverage() => Trace.SharedMem = _map;

    /// <summary>Branches reached so far.</summary>
    public int Branches => _seen.Count(b => b != 0);

    /// <summary>Call before each input.</summary>
    public void Begin()
    {
        new Span<byte>(_map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Call after each input. True if the input reached a new branch or a new order of counts.</summary>
    public bool WentSomewhereNew()
    {
        var news = false;
        var words = new ReadOnlySpan<ulong>(_map, Size / sizeof(ulong));
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
            {
                continue;
            }

            for (var at = i * sizeof(ulong); at < (i + 1) * sizeof(ulong); at++)
            {
                var bucket = Bucket(_map[at]);
                news |= (_seen[at] | bucket) != _seen[at];
                _seen[at] |= bucket;
            }
        }

        return news;
    }

    public void Dispose()
    {
        // The map is not freed: a thread that is still running may execute instrumented code.
    }

    /// <summary>Orders of counts: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more.</summary>
    private static byte Bucket(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}

/// <summary>Instrumented copies of the parsers' assemblies, which count branches, and of this assembly, which runs them.</summary>
internal sealed class InstrumentedAssemblies : AssemblyLoadContext
{
    private static readonly string[] Parsers = ["KubePki", "YamlDotNet"];
    private readonly string _folder;

    public InstrumentedAssemblies(string folder)
    {
        _folder = folder;
        foreach (var name in Parsers.Append(typeof(InstrumentedAssemblies).Assembly.GetName().Name!))
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), $"{folder}/{name}.dll");
        }

        foreach (var name in Parsers)
        {
            SharpFuzz.Fuzzer.Instrument($"{folder}/{name}.dll", _ => true, SharpFuzz.Options.Value);
        }
    }

    /// <summary>Calls a static method of the instrumented copy of this assembly. Only types of the runtime can be passed.</summary>
    public object? Call(Type type, string method, params object[] arguments)
        => LoadFromAssemblyPath($"{_folder}/{type.Assembly.GetName().Name}.dll").GetType(type.FullName!)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(null, arguments);

    protected override Assembly? Load(AssemblyName assemblyName)
        => File.Exists($"{_folder}/{assemblyName.Name}.dll") ? LoadFromAssemblyPath($"{_folder}/{assemblyName.Name}.dll") : null;
}
