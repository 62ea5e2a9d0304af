package io.adxflow.job.cli.classdata;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds ports that nobody listens on at the moment, so that a job keeps its ports over restarts. They are below those that systems give
 * to outgoing connections (Linux: from 32768, ip(7) {@code ip_local_port_range}; IANA: from 49152, RFC 6335 section 6), one of which
 * could take a port before its job does. Each call of a process gives other ones; processes begin at places of their own.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int COUNT = 22_768;
    /** Between what two processes whose numbers follow each other begin with. */
    private static final long APART = 97;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

    private FreePorts() {}

    /** @throws IOException when there are not as many */
    public static int[] find(int count) throws IOException {
        int[] ports = new int[count];
        int found = 0;
        for (int tried = 0; found < count; tried++) {
            if (tried == COUNT) {
                throw new IOException("free ports from " + FIRST + " to " + (FIRST + COUNT - 1) + ": " + found
                        + " (expected: " + count + ")");
            }
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                ports[found++] = port;
            }
        }
        return ports;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}
