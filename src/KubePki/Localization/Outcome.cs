using System.Diagnostics.CodeAnalysis;

namespace KubePki.Localization;

/// <summary>Either a value or the problem that prevented it. Expected failures are returned this way; exceptions are bugs.</summary>
public sealed class Outcome<T>
    where T : class
{
    private Outcome(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    /// <summary>The value, on success.</summary>
    public T? Value { get; }

    /// <summary>The problem, on failure.</summary>
    public Problem? Problem { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Value is not null;

    /// <summary>A success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Outcome<T>(Problem problem) => new(null, problem);

    /// <summary>Applies <paramref name="next"/> to the value, or passes the problem on.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next)
        where TNext : class
        => Succeeded ? next(Value) : Problem;
}
