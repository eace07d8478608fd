# The Faktory server's image, from the version of the tool in .config/dotnet-tools.json. From the folder above this one:
#   docker build -t acme-shop-server:1.0.0 -f k8s/server.Dockerfile .

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
ENV NUGET_PACKAGES=/packages

# With a nuget.config of your own:  COPY ["nuget.config", "./"]
COPY [".config/dotnet-tools.json", ".config/"]
RUN dotnet tool restore && mv /packages/faktory.server.host/*/tools/net10.0/any /app && mkdir /data

# Chiselled: no shell, no package manager. "Extra": with the time zones that cron entries name.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app

# Root owns the program, so that it cannot change itself; /data is the one folder that it may write to.
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /data
ENV Faktory__Server__Listen=0.0.0.0:7419 \
    Faktory__Server__DataDirectory=/data \
    SQLITE_TMPDIR=/data
VOLUME /data

# The base image's user "app", by its number: Kubernetes' runAsNonRoot cannot check a name.
USER $APP_UID
EXPOSE 7419 7420

# It does not start without a password: -e FAKTORY_PASSWORD=…
ENTRYPOINT ["dotnet", "Faktory.Server.Host.dll"]
CMD ["-w", "0.0.0.0:7420"]
