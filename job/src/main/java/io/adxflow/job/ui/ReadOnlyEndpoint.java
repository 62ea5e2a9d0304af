package io.adxflow.job.ui;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.TransientBlobService;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherRestEndpoint;
import org.apache.flink.runtime.leaderelection.LeaderElection;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.rest.HttpMethodWrapper;
import org.apache.flink.runtime.rest.RestEndpointFactory;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.webmonitor.WebMonitorEndpoint;
import org.apache.flink.runtime.webmonitor.retriever.LeaderGatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;
import org.apache.flink.util.ConfigurationException;

/**
 * Flink's REST endpoint with nothing in it that changes anything: no jobs by {@code POST}, which are serialized objects, no
 * cancelling, no savepoints. What runs the job does so through Flink's internal gateways, which do not come this way.
 */
final class ReadOnlyEndpoint extends DispatcherRestEndpoint {
    /** Of all that is asked for by GET, what acts: {@code /jobs/:jobid/yarn-cancel} and {@code yarn-stop}, meant for YARN's proxy. */
    private static final String YARN = "yarn-";

    private final boolean serves;

    private ReadOnlyEndpoint(
            Configuration configuration,
            LeaderGatewayRetriever<DispatcherGateway> dispatcher,
            LeaderGatewayRetriever<ResourceManagerGateway> resourceManager,
            TransientBlobService blobs,
            ScheduledExecutorService executor,
            MetricFetcher metrics,
            LeaderElection leaderElection,
            FatalErrorHandler fatalErrors,
            RestHandlerConfiguration handlers,
            boolean serves)
            throws IOException, ConfigurationException {
        super(
                dispatcher,
                configuration,
                handlers,
                resourceManager,
                blobs,
                executor,
                metrics,
                leaderElection,
                RestEndpointFactory.createExecutionGraphCache(handlers),
                fatalErrors);
        this.serves = serves;
    }

    @Override
    protected List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> initializeHandlers(
            CompletableFuture<String> localAddress) {
        List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> kept =
                new ArrayList<>(super.initializeHandlers(localAddress));
        kept.removeIf(handler -> !serves || !reads(handler.f0));
        return kept;
    }

    static boolean reads(RestHandlerSpecification handler) {
        return handler.getHttpMethod() == HttpMethodWrapper.GET
                && !handler.getTargetRestEndpointURL().contains(YARN);
    }

    /** Makes the endpoint of a cluster; {@code serves} is whether it answers anything at all. */
    record Factory(boolean serves) implements RestEndpointFactory<DispatcherGateway> {
        @Override
        public WebMonitorEndpoint<DispatcherGateway> createRestEndpoint(
                Configuration configuration,
                LeaderGatewayRetriever<DispatcherGateway> dispatcher,
                LeaderGatewayRetriever<ResourceManagerGateway> resourceManager,
                TransientBlobService blobs,
                ScheduledExecutorService executor,
                MetricFetcher metrics,
                LeaderElection leaderElection,
                FatalErrorHandler fatalErrors)
                throws Exception {
            return new ReadOnlyEndpoint(
                    configuration,
                    dispatcher,
                    resourceManager,
                    blobs,
                    executor,
                    metrics,
                    leaderElection,
                    fatalErrors,
                    RestHandlerConfiguration.fromConfiguration(configuration),
                    serves);
        }
    }
}
