package io.adxflow.bench.run;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What another JVM of this user allocates and collects, asked over JMX by its local agent, which this starts there. */
final class JobHeap implements AutoCloseable {
    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final MBeanServerConnection server;

    @SuppressWarnings("BanJNDI") // The other side is the job that this benchmark has started itself.
    JobHeap(long pid) throws IOException {
        String address;
        try {
            VirtualMachine job = VirtualMachine.attach(Long.toString(pid));
            try {
                address = job.startLocalManagementAgent();
            } finally {
                job.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + pid + " lets nobody attach", e);
        }
        connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
        server = connector.getMBeanServerConnection();
        threads = ManagementFactory.newPlatformMXBeanProxy(
                server, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    }

    /** Heap bytes allocated so far by the threads that live now. */
    long allocatedBytes() {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    /** Collections of the whole heap so far, which stop everything. */
    long fullCollections() throws IOException {
        return ManagementFactory.getPlatformMXBeans(server, GarbageCollectorMXBean.class).stream()
                .filter(collector -> collector.getName().matches("G1 Old Generation|PS MarkSweep|MarkSweepCompact"))
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    /** The other process may have ended. */
    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // Nobody is there to be told.
        }
    }
}
