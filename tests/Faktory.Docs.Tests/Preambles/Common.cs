// Around the snippets of every page: the usings that the SDK for web applications gives each file.
global using System;
global using System.Collections.Generic;
global using System.IO;
global using System.Linq;
global using System.Net.Http;
global using System.Net.Http.Json;
global using System.Threading;
global using System.Threading.Tasks;
global using Microsoft.AspNetCore.Builder;
global using Microsoft.AspNetCore.Hosting;
global using Microsoft.AspNetCore.Http;
global using Microsoft.AspNetCore.Routing;
global using Microsoft.Extensions.Configuration;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Hosting;
global using Microsoft.Extensions.Logging;

// The statements of a snippet see its members; a page's own preamble adds to them.
public abstract partial class Surroundings
{
    protected static CancellationToken cancellationToken => default;
    protected static string[] args => [];
}

// The application that the snippets belong to.
public partial class Program;
