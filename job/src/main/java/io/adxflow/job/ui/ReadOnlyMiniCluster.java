package io.adxflow.job.ui;

import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.entrypoint.component.DefaultDispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;

/** A Flink cluster in this JVM whose REST endpoint only reads, on a port of this machine that is found free at the start. */
public final class ReadOnlyMiniCluster extends MiniCluster {
    private final boolean servesUi;

    /** @param servesUi whether the REST endpoint answers anything at all */
    public ReadOnlyMiniCluster(MiniClusterConfiguration configuration, boolean servesUi) {
        super(configuration, () -> ClassPathRpc.load(configuration.getConfiguration()));
        this.servesUi = servesUi;
    }

    /**
     * What the configuration of such a cluster says of its REST endpoint.
     *
     * @param scratch a folder that is emptied at the start
     */
    public static void configureRest(Configuration cluster, Path scratch) {
        String loopback = "127.0.0.1";
        cluster.setString("rest.address", loopback);
        cluster.setString("rest.bind-address", loopback);
        cluster.setString("rest.bind-port", "0");
        cluster.setString("rest.server.max-content-length", "65536");
        cluster.setString("web.tmpdir", scratch.toString());
        // An answer that no other page may read: nobody has this origin.
        cluster.setString("web.access-control-allow-origin", "http://none.invalid");
        cluster.setString("web.cancel.enable", "false");
        cluster.setString("web.submit.enable", "false");
        cluster.setString("web.rescale.enable", "false");
    }

    @Override
    protected DispatcherResourceManagerComponentFactory createDispatcherResourceManagerComponentFactory() {
        return new DefaultDispatcherResourceManagerComponentFactory(
                DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE),
                StandaloneResourceManagerFactory.getInstance(),
                new ReadOnlyEndpoint.Factory(servesUi));
    }
}
