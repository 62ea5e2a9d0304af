package io.adxflow.job.ops;

import io.adxflow.job.control.ControlListen;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.kusto.JobTables;
import io.adxflow.job.kusto.QueryMetric;
import io.adxflow.job.kusto.QueryOptions;
import io.adxflow.job.kusto.QueryServer;
import io.adxflow.job.kusto.QuerySettings;
import io.adxflow.job.opamp.AgentAddress;
import io.adxflow.job.page.model.PartSource;
import io.adxflow.job.page.model.PipelineModel;
import io.adxflow.job.page.web.PageRoutes;
import io.adxflow.job.page.web.TailRoutes;
import io.adxflow.job.tail.TailRelay;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebServer;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.watch.PartExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Flink's metrics, ours among them, in the JVM's {@link MetricStore}. With {@code listen} in its configuration
 * ({@code metrics.reporter.adxflow.listen: 0.0.0.0:9202}) it also serves them: that is how a TaskManager of a real cluster gets
 * its ops endpoint, and with {@code control} and {@code query.http} the control API and the query server. {@code ./adxflow run} starts the endpoint itself, because that one also knows the job's state.
 */
public final class OpsMetricReporter implements MetricReporter {
    private static final Logger LOG = LoggerFactory.getLogger(OpsMetricReporter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String OFF = "off";

    private @Nullable WebServer web;
    private @Nullable PipelineModel model;
    private @Nullable TailRelay relay;
    private @Nullable QueryServer queryServer;
    private @Nullable Metric runningQueries;

    @Override
    public void open(MetricConfig config) {
        ReporterTrust trust = ReporterTrust.open(config);
        String listen = config.getString("listen", "");
        if (!listen.isEmpty()) {
            web = WebServer.start();
            try {
                OpsServer.start(
                        web,
                        HostPort.parse(listen),
                        trust.ops(),
                        MetricStore.instance(),
                        new TaskManagerHealth(IngestHub.jvm()::statuses),
                        page(HostPort.parse(listen), trust));
            } catch (IOException e) {
                web.close();
                throw new UncheckedIOException("metrics.reporter.adxflow.listen: cannot listen on " + listen, e);
            }
        }
        String queries = config.getString(QueryOptions.LISTEN.key(), OFF);
        if (!queries.equals(OFF)) {
            serveQueries(queries, config, trust);
        }
        String control = config.getString("control", "");
        if (!control.isEmpty()) {
            serveControl(control, trust);
        }
        String handshake = config.getString("handshake", "");
        if (!handshake.isEmpty()) {
            serveAgents(handshake, trust);
        }
    }

    private Routes page(HostPort address, ReporterTrust trust) {
        PipelineModel seen = new PipelineModel(
                new PartSource(MetricStore.instance(), System::currentTimeMillis, () -> null)::gather,
                PartExchange.jvm(),
                MetricStore.instance(),
                String.valueOf(PipelineModel.class.getPackage().getImplementationVersion()),
                System::currentTimeMillis);
        model = seen;
        seen.start();
        relay = TailRelay.start();
        Routes ofPage = new PageRoutes(seen, OpsServer.INDEX);
        Routes rows = TailRoutes.of(
                ControlListen.mayListen(address, trust.opsAuthentication()), ReporterTrust.PREFIX + ReporterTrust.OPS);
        return (router, workers) -> {
            ofPage.addTo(router, workers);
            rows.addTo(router, workers);
        };
    }

    /** Limits are the defaults, as this is there before a job and its options. */
    private void serveAgents(String handshake, ReporterTrust trust) {
        HostPort address = AgentAddress.parse("metrics.reporter.adxflow.handshake", handshake);
        WebServer server = web == null ? WebServer.start() : web;
        web = server;
        try {
            WebListener unused = server.listen(
                    address, trust.agents(), AgentAddress.limits(new Configuration()), AgentAddress.alone());
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException("metrics.reporter.adxflow.handshake: cannot listen on " + handshake, e);
        }
    }

    /** The options of queries stand behind the reporter's prefix, since there is no job yet whose configuration they could be in. */
    private void serveQueries(String listen, MetricConfig config, ReporterTrust trust) {
        Configuration options = new Configuration();
        config.stringPropertyNames().forEach(key -> options.setString(key, config.getString(key, "")));
        WebServer server = web == null ? WebServer.start() : web;
        web = server;
        try {
            QueryServer served = QueryServer.start(
                    server,
                    HostPort.parse(listen),
                    trust.query(options.get(QueryOptions.AUTHENTICATION)),
                    QuerySettings.from(options),
                    new JobTables(ControlHub.jvm(), options.get(QueryOptions.MONIKER)),
                    String.valueOf(QueryServer.class.getPackage().getImplementationVersion()));
            queryServer = served;
            runningQueries = MetricStore.instance().addOfProcess(QueryMetric.RUNNING.metricName(), served::running);
        } catch (IOException e) {
            throw new UncheckedIOException("metrics.reporter.adxflow.query.http: " + listen + ": " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "metrics.reporter.adxflow.query.http: DuckDB is not there; put cluster/target/queries/duckdb_jdbc-*.jar beside adxflow's jars",
                    e);
        }
    }

    /** What is reported from here is of any job: a change is given up after a time that suits the usual checkpoints. */
    private void serveControl(String control, ReporterTrust trust) {
        HostPort address = ControlListen.address(
                ReporterTrust.PREFIX + "control",
                control,
                trust.controlAuthentication(),
                ReporterTrust.PREFIX + ReporterTrust.CONTROL);
        WebServer server = web == null ? WebServer.start() : web;
        web = server;
        Routes routes = AgentAddress.besideControl(
                trust.controlAuthentication() == Authentication.NONE,
                new ControlRoutes(new JobControlPlane(ControlHub.jvm(), PATIENCE)));
        try {
            WebListener unused = server.listen(address, trust.control(), WebLimits.FEW, (router, workers) -> {
                TailRoutes.of(true, "").addTo(router, workers);
                routes.addTo(router, workers);
            });
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException("metrics.reporter.adxflow.control: cannot listen on " + control, e);
        }
    }

    @Override
    public void close() {
        if (runningQueries != null) {
            MetricStore.instance().remove(runningQueries);
        }
        if (relay != null) {
            relay.close();
        }
        if (model != null) {
            model.close();
        }
        if (queryServer != null) {
            try {
                queryServer.close();
            } catch (SQLException e) {
                LOG.warn("The query engine did not close cleanly", e);
            }
        }
        if (web != null) {
            web.close();
        }
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        MetricStore.instance().add(metric, name, group);
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        MetricStore.instance().remove(metric);
    }
}
