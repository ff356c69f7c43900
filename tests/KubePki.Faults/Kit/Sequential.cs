// Runs are measured, and start programs enough by themselves.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
