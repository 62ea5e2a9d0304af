package io.adxflow.job.ui;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.util.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's RPC from the class path, where it lies there. Flink itself unpacks it to a temporary file at each start, 24 MB, and loads it
 * by a class loader of its own, whose lambdas no class data holds.
 */
final class ClassPathRpc {
    private static final Logger LOG = LoggerFactory.getLogger(ClassPathRpc.class);
    private static final String PEKKO = "org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem";

    private ClassPathRpc() {}

    /** The one on the class path, or Flink's way. */
    static Reference<RpcSystem> load(Configuration configuration) {
        try {
            Class<?> pekko = Class.forName(PEKKO, true, ClassPathRpc.class.getClassLoader());
            return Reference.owned((RpcSystem) pekko.getConstructor().newInstance());
        } catch (ClassNotFoundException notThere) {
            LOG.debug("{} is not on the class path", PEKKO);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.warn("Flink's RPC does not load from the class path; it is unpacked", e);
        }
        return Reference.owned(RpcSystem.load(configuration));
    }
}
