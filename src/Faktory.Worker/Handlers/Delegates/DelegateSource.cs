using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Faktory.Worker;

/// <summary>What a mapped delegate takes from elsewhere than the job's arguments.</summary>
internal static class DelegateSource
{
    /// <summary>The source of a parameter; null when it is an argument.</summary>
    public static Func<JobContext, object?>? Of(ParameterInfo parameter, IServiceProviderIsService services)
    {
        var type = parameter.ParameterType;
        if (type == typeof(JobContext))
        {
            return context => context;
        }

        if (type == typeof(CancellationToken))
        {
            return context => context.CancellationToken;
        }

        if (type == typeof(IServiceProvider))
        {
            return context => context.Services;
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return context => context.Services.GetRequiredKeyedService(type, keyed.Key);
        }

        return IsService(type, services) ? context => context.Services.GetRequiredService(type) : null;
    }

    // A container has every IEnumerable<T>, empty if need be; here it is a service only if there is any T.
    private static bool IsService(Type type, IServiceProviderIsService services) =>
        type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            ? services.IsService(type.GetGenericArguments()[0])
            : services.IsService(type);
}
