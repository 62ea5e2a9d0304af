package io.adxflow.bench.cluster;

import io.adxflow.bench.run.JobProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** One TaskManager process and its ports. Any thread may ask; the cluster alone ends it. */
public final class TaskManager {
    private final String name;
    private final JobProcess process;
    private final int ingestPort;
    private final int opsPort;
    private final int controlPort;
    private volatile boolean doomed;

    TaskManager(String name, JobProcess process, int ingestPort, int opsPort, int controlPort) {
        this.name = name;
        this.process = process;
        this.ingestPort = ingestPort;
        this.opsPort = opsPort;
        this.controlPort = controlPort;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public InetSocketAddress ingest() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ingestPort);
    }

    public int opsPort() {
        return opsPort;
    }

    /** Where it serves the control API. */
    public URI control() {
        return URI.create("http://127.0.0.1:" + controlPort);
    }

    /** False from the moment before it is ended. */
    public boolean isMeantToLive() {
        return !doomed;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        doomed = true;
        process.kill();
    }

    /** SIGTERM. */
    void terminate() {
        doomed = true;
        process.terminate();
    }
}
