package io.adxflow.job.cli;

import io.adxflow.job.cli.demo.DemoSender;
import io.adxflow.job.cli.status.TerminalSize;
import io.adxflow.job.config.ConfigSources.Flag;
import io.adxflow.job.config.JobOptions;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.control.ControlListen;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.kusto.QueryMetric;
import io.adxflow.job.kusto.QueryOptions;
import io.adxflow.job.kusto.QueryServer;
import io.adxflow.job.kusto.QuerySettings;
import io.adxflow.job.kusto.ServedTables;
import io.adxflow.job.opamp.AgentAddress;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.ops.OpsOptions;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.PartSource;
import io.adxflow.job.page.model.PipelineModel;
import io.adxflow.job.page.web.PageRoutes;
import io.adxflow.job.page.web.TailRoutes;
import io.adxflow.job.ui.UiProxy;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebServer;
import io.adxflow.sinks.storage.StorageOptions;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.http.IngestAddress;
import io.adxflow.sources.http.IngestOptions;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.tls.TlsOptions;
import io.adxflow.sources.tls.TlsSettings;
import io.adxflow.sources.watch.PartExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the whole job in this process. */
@Command(
        name = RunCommand.NAME,
        description = "Takes what senders push and writes batches, in one process with everything in it.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow run --demo                          sends samples to itself, to see something",
            "  ./adxflow run --demo --adx-emulator           delivers them to a stand-in for Azure Data Explorer",
            "  ./adxflow run --data /var/lib/adxflow --http 0.0.0.0:9201",
            "  ./adxflow run --otlp-http 0.0.0.0:4318 --otlp-grpc off",
            "  ./adxflow run --config pipeline.yaml --set batch.max-age=10s",
            "",
            "SIGTERM (or Ctrl-C) drains: requests are refused (503), what is open is committed, exit code 0.",
            "A second one ends it at once. After any kind of end, the next run with the same --data goes on from",
            "the newest checkpoint.",
            "",
            "Exit codes: 0 drained; 1 failed, or the drain was cut short; 2 wrong options or configuration."
        })
final class RunCommand implements Callable<Integer> {
    static final String NAME = "run";

    /** How long a checkpoint may take to complete before nobody knows what became of a change. */
    private static final Duration CHECKPOINT_PATIENCE = Duration.ofSeconds(5);

    /** So that a newcomer need not wait for the first file. */
    private static final List<Flag> DEMO_DEFAULTS = List.of(new Flag("--demo", "batch.max-age", "10 s"));

    @Option(names = "--data", paramLabel = "DIR", description = "Folder for all data (default: ./adxflow-data).")
    @Nullable
    Path data;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description = "Where senders push to, remote write and OTLP/HTTP (default: 127.0.0.1:9201).")
    @Nullable
    String http;

    @Option(
            names = "--otlp-http",
            paramLabel = "HOST:PORT",
            description = "Another address for OTLP/HTTP (default: 127.0.0.1:4318); 'off' for none.")
    @Nullable
    String otlpHttp;

    @Option(
            names = "--otlp-grpc",
            paramLabel = "HOST:PORT",
            description = "Where OTLP/gRPC is sent to (default: 127.0.0.1:4317); 'off' for none.")
    @Nullable
    String otlpGrpc;

    @Option(
            names = "--ops",
            paramLabel = "HOST:PORT",
            description = "Health, readiness, metrics (default: 127.0.0.1:9202).")
    @Nullable
    String ops;

    @Option(
            names = "--ui",
            paramLabel = "HOST:PORT",
            description = "Flink's web UI, to look at (default: 127.0.0.1:8081); 'off' for none.")
    @Nullable
    String ui;

    @Option(
            names = "--query",
            paramLabel = "HOST:PORT",
            description = "Where Kusto's clients ask for what is committed (default: 127.0.0.1:9203); 'off' for none.")
    @Nullable
    String query;

    @Option(names = "--demo", description = "Also send realistic samples to this run itself.")
    boolean demo;

    @Option(
            names = "--adx-emulator",
            description =
                    "Also start a stand-in for Azure Data Explorer (Azurite and DuckDB; needs Node.js), and deliver"
                            + " to it unless the configuration says otherwise. Its moniker is adx.")
    boolean adxEmulator;

    @Option(
            names = "--adx-databases",
            paramLabel = "NAME",
            split = ",",
            description = "The databases that the stand-in has; others it does not know (default: every name is one).")
    List<String> adxDatabases = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "CHECKPOINT",
            description = "Start from this checkpoint of the data folder (chk-12), not from the newest; 'none' for an"
                    + " empty start.")
    @Nullable
    String from;

    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Override
    public Integer call() throws Exception {
        // Its port is known when it runs, which needs the folder; until then any endpoint shows what else is wrong.
        PipelineConfig first = load(adxEmulator ? AdxEmulator.settings("http://localhost:1") : List.of());
        Path dataPath = localPath(first.options().get(StorageOptions.DIRECTORY));
        try (DataFolder folder = DataFolder.take(dataPath);
                IngestGate gate = openGate(first, folder);
                AdxEmulator emulator = adxEmulator ? AdxEmulator.start(dataPath, adxDatabases) : null) {
            PipelineConfig config = emulator == null ? first : load(AdxEmulator.settings(emulator.endpoint()));
            RunDestinations.write(folder.path(), config);
            config.warnings().forEach(warning -> System.err.println("warning: " + warning));
            HostPort ingest = HostPort.parse(config.options().get(IngestOptions.HTTP));
            HostPort opsAddress = ListenAddress.free(config, OpsOptions.LISTEN, "--ops");
            HostPort uiAddress = ListenAddress.freeUnlessOff(config, RunOptions.UI_LISTEN, "--ui");
            Path tables = RunDestinations.tablesIfAny(folder.path());
            HostPort queryAddress =
                    tables == null ? null : ListenAddress.freeUnlessOff(config, QueryOptions.LISTEN, "--query");

            Checkpoints checkpoints =
                    new Checkpoints(folder.checkpoints().resolve(EmbeddedCluster.JOB_ID.toHexString()));
            Checkpoints.@Nullable Checkpoint start = StartPoint.choose(checkpoints, from);
            checkpoints.tidyAround(start);
            IngestSettings settings = IngestSettings.from(config.options());
            if (demo
                    && (settings.trust().tls() != null
                            || settings.trust().authentication() == Authentication.REQUIRE)) {
                throw new CliException(
                        ExitCodes.USAGE,
                        "--demo sends in plain and with no credential (expected: ingest.authentication none or observe,"
                                + " and no ingest.tls.*)");
            }
            Banner banner = new Banner(
                    folder.path(),
                    ingest,
                    hostPort(settings.otlpHttp()),
                    hostPort(settings.otlpGrpc()),
                    opsAddress,
                    uiAddress,
                    queryAddress,
                    demo,
                    emulator == null ? null : emulator.endpoint(),
                    scheme(settings.trust().tls()),
                    scheme(TlsSettings.from(config.options(), TlsOptions.WEB)));
            return run(config, folder, tables, banner, start);
        }
    }

    /** Before all that takes time: who sends meanwhile is told when to come again. */
    private static IngestGate openGate(PipelineConfig config, DataFolder folder) throws CliException {
        RunLogging.into(folder.logs(), Terminal.isInteractive());
        return IngestGate.open(config);
    }

    private int run(
            PipelineConfig config,
            DataFolder folder,
            @Nullable Path tables,
            Banner banner,
            Checkpoints.@Nullable Checkpoint start)
            throws Exception {
        JobWatch watch = new JobWatch();
        RunTrust trust = RunTrust.open(config.options());
        try (PipelineModel model = model(watch);
                WebServer web = serveOps(banner.ops(), config, trust, watch, model);
                QueryServer queries = serveQueries(web, banner.query(), config, trust, tables);
                EmbeddedCluster cluster = EmbeddedCluster.start(config, folder, folder.emptyScratch())) {
            if (banner.ui() != null) {
                web.listen(banner.ui(), trust.ui(), WebLimits.FEW, new UiProxy(cluster.uiEndpoint()));
            }
            System.out.println(banner.starting(start));
            cluster.submit(config, start == null ? null : start.path());
            watch.attach(cluster);
            System.out.println(banner.text());
            try (TerminalSize size = TerminalSize.open(Terminal.isInteractive());
                    DemoSender sender = demo ? DemoSender.start(banner.ingest()) : null) {
                StatusReport report = StatusReport.onStandardOutput(MetricStore.instance(), model, size);
                return new RunLoop(cluster, watch, config, report).untilTheEnd();
            }
        }
    }

    private static PipelineModel model(JobWatch watch) {
        PipelineModel model = new PipelineModel(
                new PartSource(MetricStore.instance(), System::currentTimeMillis, watch::job)::gather,
                PartExchange.jvm(),
                MetricStore.instance(),
                Version.text(),
                System::currentTimeMillis);
        model.start();
        return model;
    }

    private static WebServer serveOps(
            HostPort address, PipelineConfig config, RunTrust trust, JobWatch watch, PipelineModel model)
            throws IOException {
        WebServer web = WebServer.start();
        try {
            ControlListen listen = ControlListen.from(config.options());
            Duration patience =
                    config.options().get(JobOptions.CHECKPOINT_INTERVAL).plus(CHECKPOINT_PATIENCE);
            Routes alone = new ControlRoutes(new JobControlPlane(ControlHub.jvm(), patience));
            Routes control = AgentAddress.isWithControl(config.options())
                    ? AgentAddress.besideControl(asksNobody(listen), alone)
                    : alone;
            boolean together = listen.withOps() && ControlListen.mayListen(address, listen.authentication());
            // Both stand below /api, which the control API's rule is about where it is on the same address.
            Authentication asked =
                    together ? listen.authentication() : config.options().get(OpsOptions.AUTHENTICATION);
            OpsServer.start(web, address, trust.ops(together), MetricStore.instance(), watch, (router, workers) -> {
                new PageRoutes(model, OpsServer.INDEX).addTo(router, workers);
                TailRoutes.of(ControlListen.mayListen(address, asked), OpsOptions.AUTHENTICATION.key())
                        .addTo(router, workers);
                if (together) {
                    control.addTo(router, workers);
                }
            });
            if (listen.own() != null) {
                WebListener unused = web.listen(listen.own(), trust.control(), WebLimits.FEW, (router, workers) -> {
                    TailRoutes.of(true, "").addTo(router, workers);
                    control.addTo(router, workers);
                });
            }
            HostPort agents = AgentAddress.own(config.options());
            if (agents != null) {
                WebListener unused =
                        web.listen(agents, trust.agents(), AgentAddress.limits(config.options()), AgentAddress.alone());
            }
            return web;
        } catch (IOException e) {
            web.close();
            throw e;
        }
    }

    private static boolean asksNobody(ControlListen listen) {
        return listen.authentication() == Authentication.NONE;
    }

    private static @Nullable QueryServer serveQueries(
            WebServer web, @Nullable HostPort address, PipelineConfig config, RunTrust trust, @Nullable Path tables)
            throws IOException {
        if (address == null || tables == null) {
            return null;
        }
        ServedTables.Place place = new ServedTables.Place(tables, config.defaultDatabase());
        QueryServer queries = QueryServer.start(
                web, address, trust.query(), QuerySettings.from(config.options()), () -> place, Version.text());
        MetricStore.instance().addOfProcess(QueryMetric.RUNNING.metricName(), queries::running);
        return queries;
    }

    private PipelineConfig load(List<Flag> emulator) throws CliException {
        List<Flag> defaults = new ArrayList<>(demo ? DEMO_DEFAULTS : List.of());
        defaults.addAll(emulator);
        return configFlags.load(flags(), defaults);
    }

    private static String scheme(@Nullable TlsSettings tls) {
        return tls == null ? "http" : "https";
    }

    private static Path localPath(String directory) throws CliException {
        if (directory.contains("://") && !directory.startsWith("file:")) {
            throw new CliException(
                    ExitCodes.USAGE,
                    StorageOptions.DIRECTORY.key() + ": " + directory + " is not on a local disk, which run needs;"
                            + " give a folder with --data.");
        }
        Path path =
                directory.startsWith("file:") ? Path.of(URI.create(directory).getPath()) : Path.of(directory);
        return path.toAbsolutePath().normalize();
    }

    private static @Nullable HostPort hostPort(@Nullable IngestAddress address) {
        return address == null ? null : new HostPort(address.host(), address.port());
    }

    /** What the options of this command say in terms of configuration keys. */
    private List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        if (data != null) {
            flags.add(new Flag(
                    "--data",
                    StorageOptions.DIRECTORY.key(),
                    data.toAbsolutePath().normalize().toString()));
        }
        add(flags, "--http", IngestOptions.HTTP.key(), http);
        add(flags, "--otlp-http", IngestOptions.OTLP_HTTP.key(), otlpHttp);
        add(flags, "--otlp-grpc", IngestOptions.OTLP_GRPC.key(), otlpGrpc);
        add(flags, "--ops", OpsOptions.LISTEN.key(), ops);
        add(flags, "--ui", RunOptions.UI_LISTEN.key(), ui);
        add(flags, "--query", QueryOptions.LISTEN.key(), query);
        return flags;
    }

    private static void add(List<Flag> flags, String option, String key, @Nullable String value) {
        if (value != null) {
            flags.add(new Flag(option, key, value));
        }
    }
}
