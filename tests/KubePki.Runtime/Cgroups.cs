namespace KubePki.Runtime;

/// <summary>Control groups that runtimes leave behind.</summary>
internal static class Cgroups
{
    /// <summary>Removes an empty group from every hierarchy, version 1 or 2.</summary>
    public static void Remove(string name)
    {
        foreach (var hierarchy in Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup"))
        {
            if (Path.Combine(hierarchy, name) is var group && Directory.Exists(group))
            {
                Directory.Delete(group);
            }
        }
    }
}
