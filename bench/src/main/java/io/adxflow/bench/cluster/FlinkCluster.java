package io.adxflow.bench.cluster;

import io.adxflow.bench.run.JobProcess;
import io.adxflow.job.cli.classdata.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * JobManagers, TaskManagers and the ZooKeeper that their high availability rests on, each a process of its own. Closing kills
 * them all. One thread starts and ends processes; {@link #taskManagers} and {@link #rest} serve any.
 */
public final class FlinkCluster implements AutoCloseable {
    private record JobManager(String name, JobProcess process, int restPort, int opsPort) {}

    private static final long POLL_MILLIS = 100;
    /** What a JobManager logs when it may stand for election, and when it is elected; its REST API tells neither. */
    private static final String STANDS = "LeaderContender has been registered under component 'dispatcher'";

    private static final String LEADS = "DefaultDispatcherRunner was granted leadership";

    private final ConcurrentLinkedDeque<JobManager> jobManagers = new ConcurrentLinkedDeque<>();
    private final List<TaskManager> taskManagers = new CopyOnWriteArrayList<>();
    private final FlinkRest rest = new FlinkRest(0);
    private final ClusterPlan plan;
    private final JobProcess zookeeper;
    private final FlinkCommands commands;
    private final Thread closing = new Thread(this::kill);
    private int started;

    private FlinkCluster(ClusterPlan plan) throws IOException {
        this.plan = plan;
        this.commands = new FlinkCommands(plan, FreePorts.find(1)[0]);
        this.zookeeper = commands.start("zookeeper", commands.zookeeper());
        Runtime.getRuntime().addShutdownHook(closing);
    }

    /** Leaves no process behind when this one is ended. */
    private void kill() {
        try {
            killAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts ZooKeeper, a JobManager with the job, and as many TaskManagers as the job is wide; does not wait for them. */
    public static FlinkCluster start(ClusterPlan plan) throws IOException, InterruptedException {
        FlinkCluster cluster = new FlinkCluster(plan);
        try {
            cluster.startJobManager("");
            for (int i = 0; i < plan.parallelism(); i++) {
                cluster.startTaskManager();
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Beside one that leads it is a standby, which takes over when that one dies; waits until it could. */
    public void startStandby(Duration longest) throws IOException, InterruptedException {
        startJobManager("");
        JobManager standby = jobManagers.getLast();
        long deadline = System.nanoTime() + longest.toNanos();
        while (!hasLogged(standby, STANDS)) {
            requireLiving();
            if (System.nanoTime() > deadline) {
                throw new IOException(standby.name + " is no standby after " + longest);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean hasLogged(JobManager jobManager, String words) throws IOException {
        return Files.readString(commands.log(jobManager.name)).contains(words);
    }

    private JobManager leader() throws IOException {
        for (JobManager each : jobManagers) {
            if (hasLogged(each, LEADS)) {
                return each;
            }
        }
        throw new IOException("no JobManager leads");
    }

    /** Of the leading JobManager, which shows the whole job. */
    public int jobManagerOpsPort() throws IOException {
        return leader().opsPort;
    }

    private void startJobManager(String savepoint) throws IOException, InterruptedException {
        int[] ports = FreePorts.find(2);
        String name = "jm-" + ++started;
        JobProcess process = commands.start(name, commands.jobManager(name, ports[0], ports[1], savepoint));
        jobManagers.add(new JobManager(name, process, ports[0], ports[1]));
        rest.moveTo(jobManagers.element().restPort);
    }

    public TaskManager startTaskManager() throws IOException, InterruptedException {
        int[] ports = FreePorts.find(3);
        String name = "tm-" + ++started;
        JobProcess process = commands.start(name, commands.taskManager(name, ports[0], ports[1], ports[2]));
        TaskManager taskManager = new TaskManager(name, process, ports[0], ports[1], ports[2]);
        taskManagers.add(taskManager);
        return taskManager;
    }

    /** SIGKILL of a TaskManager; a new one is started in its place, as Kubernetes does. */
    public void killTaskManager(TaskManager victim) throws IOException, InterruptedException {
        victim.kill();
        taskManagers.remove(victim);
        startTaskManager();
    }

    /** SIGKILL of the leading JobManager; a new one is started behind the standbys, if there are any. */
    public void killJobManager() throws IOException, InterruptedException {
        JobManager leader = leader();
        leader.process.kill();
        jobManagers.remove(leader);
        startJobManager("");
    }

    /** Stops the job with a savepoint, ends every process of it, and starts others, from other jars, from there. */
    public void upgrade(Path usrlib, Duration longest) throws IOException, InterruptedException {
        restart(usrlib, null, longest);
    }

    /**
     * The same, but starts from another savepoint.
     *
     * @param older null for the one that the job is stopped with
     */
    public void restart(Path usrlib, @Nullable String older, Duration longest)
            throws IOException, InterruptedException {
        endStandbys();
        String newest = rest.stop(false, longest);
        String savepoint = older == null ? newest : older;
        for (TaskManager each : taskManagers) {
            each.terminate();
        }
        // It clears away what high availability knows of the job; a successor that found it would think the job is
        // done.
        JobManager last = jobManagers.remove();
        last.process.awaitExit(longest);
        for (TaskManager each : taskManagers) {
            each.kill();
        }
        taskManagers.clear();
        commands.use(usrlib);
        startJobManager(savepoint);
        for (int i = 0; i < plan.parallelism(); i++) {
            startTaskManager();
        }
    }

    /** A standby that outlived the end of the job would lead next, and start it anew, from nothing. */
    private void endStandbys() throws IOException, InterruptedException {
        JobManager leader = leader();
        for (JobManager each : jobManagers) {
            if (!each.equals(leader)) {
                each.process.kill();
            }
        }
        jobManagers.retainAll(List.of(leader));
        rest.moveTo(leader.restPort);
    }

    /**
     * Waits until every task runs at this parallelism and the newest attempt has completed a checkpoint.
     *
     * @throws IOException when that takes longer, or a process has ended by itself
     */
    public void awaitRunning(int parallelism, Duration longest) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!rest.isRunningAt(parallelism)) {
            requireLiving();
            if (System.nanoTime() > deadline) {
                throw new IOException("the job does not run at parallelism " + parallelism + " after " + longest
                        + ", see " + plan.logs() + ": " + rest.job());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** @throws IOException when a process has ended that nobody has ended */
    public void requireLiving() throws IOException {
        for (TaskManager each : taskManagers) {
            if (!each.isAlive()) {
                throw new IOException(each.name() + " has ended, see " + commands.log(each.name()));
            }
        }
        for (JobManager each : jobManagers) {
            if (!each.process.isAlive()) {
                throw new IOException(each.name + " has ended, see " + commands.log(each.name));
            }
        }
        if (!zookeeper.isAlive()) {
            throw new IOException("ZooKeeper has ended, see " + commands.log("zookeeper"));
        }
    }

    /** Those that are meant to live, oldest first. */
    public List<TaskManager> taskManagers() {
        return taskManagers;
    }

    /** Whether a TaskManager that nobody has ended takes requests at this address. */
    public boolean isMeantToListen(@Nullable InetSocketAddress address) {
        return taskManagers.stream()
                .anyMatch(each -> each.isMeantToLive() && each.ingest().equals(address));
    }

    public FlinkRest rest() {
        return rest;
    }

    @Override
    public void close() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(closing);
        } catch (IllegalStateException e) {
            // The hook does the same at this moment.
        }
        killAll();
    }

    private void killAll() throws InterruptedException {
        for (TaskManager each : taskManagers) {
            each.kill();
        }
        for (JobManager each : jobManagers) {
            each.process.close();
        }
        zookeeper.close();
    }
}
