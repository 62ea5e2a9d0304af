package io.adxflow.bench.cluster;

import io.adxflow.bench.cluster.ClusterPlan.StateBackend;
import io.adxflow.bench.run.JobProcess;
import io.adxflow.bench.run.OwnJvm;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * The command lines of a cluster's processes, as Flink's own scripts would write them (bin/config.sh, bin/flink-console.sh,
 * bin/zookeeper.sh): memory by {@code BashJavaUtils}, JVM options from {@code env.java.opts.all} and {@code .jobmanager}. Our jars stand on the class path
 * before Flink's, as in the image: Flink's scripts order its lib folder by name, flink-dist last.
 *
 * <p>{@code flink-conf/config.yaml} is used as it is; only what belongs to the deployment (addresses, folders, memory, high
 * availability, state backend) is laid over it with {@code -D}. Not thread-safe.
 */
final class FlinkCommands {
    private static final String UTILS = "org.apache.flink.runtime.util.bash.BashJavaUtils";
    private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";
    private static final String LOOPBACK = "127.0.0.1";

    private record Memory(List<String> jvmOptions, List<String> arguments) {}

    private final ClusterPlan plan;
    private final int zookeeperPort;
    private final List<String> jvmOptions;
    private final List<String> jobManagerJvmOptions;
    private final Map<String, Memory> memories = new HashMap<>();
    private Path usrlib;

    /** Writes the configuration folder. */
    FlinkCommands(ClusterPlan plan, int zookeeperPort) throws IOException {
        this.plan = plan;
        this.usrlib = plan.usrlib();
        this.zookeeperPort = zookeeperPort;
        Files.createDirectories(plan.conf());
        Files.createDirectories(plan.logs());
        Path config = plan.conf().resolve("config.yaml");
        Files.write(config, Files.readAllBytes(plan.root().resolve("flink-conf/config.yaml")));
        Files.writeString(
                plan.conf().resolve("zoo.cfg"),
                "dataDir=" + plan.folder().resolve("zookeeper") + "\nclientPortAddress=" + LOOPBACK + "\nclientPort="
                        + zookeeperPort + "\ntickTime=1000\nadmin.enableServer=false\n");
        Configuration conf = GlobalConfiguration.loadConfiguration(plan.conf().toString());
        jvmOptions = words(conf.get(CoreOptions.FLINK_JVM_OPTIONS));
        jobManagerJvmOptions = words(conf.get(CoreOptions.FLINK_JM_JVM_OPTIONS));
    }

    private static List<String> words(String options) {
        return options.isBlank() ? List.of() : List.of(options.trim().split("\\s+"));
    }

    /** What is started from now on has these jars of the job. */
    void use(Path newUsrlib) {
        usrlib = newUsrlib;
    }

    ProcessBuilder zookeeper() {
        return java(
                "zookeeper",
                List.of("-Xmx128m"),
                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                List.of("--zkConfigFile", plan.conf().resolve("zoo.cfg").toString(), "--peerId", "1"));
    }

    /** @param savepoint to start from, or empty for none; the newest checkpoint that high availability knows wins over it */
    ProcessBuilder jobManager(String name, int restPort, int opsPort, String savepoint)
            throws IOException, InterruptedException {
        List<String> overlay = overlay();
        overlay.addAll(List.of(
                "-Djobmanager.rpc.address=" + LOOPBACK,
                "-Djobmanager.bind-host=" + LOOPBACK,
                "-Djobmanager.memory.process.size=768m",
                "-Dparallelism.default=" + plan.parallelism(),
                "-Drest.address=" + LOOPBACK,
                "-Drest.bind-address=" + LOOPBACK,
                "-Drest.port=" + restPort,
                "-Drest.bind-port=" + restPort,
                "-Dmetrics.reporter.adxflow.listen=" + LOOPBACK + ":" + opsPort,
                "-Dio.tmp.dirs=" + scratch()));
        Memory memory = memory("GET_JM_RESOURCE_PARAMS", overlay);
        List<String> arguments = new ArrayList<>(
                List.of("--configDir", plan.conf().toString(), "--job-classname", "io.adxflow.job.ClusterJob"));
        if (!savepoint.isEmpty()) {
            arguments.addAll(List.of("--fromSavepoint", savepoint));
        }
        arguments.addAll(memory.arguments);
        arguments.addAll(overlay);
        // What follows is the job's: Flink would take --config for its own --configDir.
        arguments.add("--");
        for (String setting : pipelineSettings()) {
            arguments.addAll(List.of("--set", setting));
        }
        return java(
                name,
                Stream.concat(memory.jvmOptions.stream(), jobManagerJvmOptions.stream())
                        .toList(),
                "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint",
                arguments);
    }

    ProcessBuilder taskManager(String name, int ingestPort, int opsPort, int controlPort)
            throws IOException, InterruptedException {
        List<String> overlay = overlay();
        overlay.addAll(List.of(
                "-Dtaskmanager.host=" + LOOPBACK,
                "-Dtaskmanager.bind-host=" + LOOPBACK,
                "-Dtaskmanager.resource-id=" + name,
                "-Dtaskmanager.memory.process.size=" + plan.taskManagerMemory(),
                "-Dtaskmanager.memory.managed.size=" + plan.backend().managedMemory(),
                "-Dadxflow.ingest.http=" + LOOPBACK + ":" + ingestPort,
                // The main port takes OTLP too; several TaskManagers on one host cannot share the usual ports.
                "-Dadxflow.ingest.otlp-http=off",
                "-Dadxflow.ingest.otlp-grpc=off",
                "-Dmetrics.reporter.adxflow.control=" + LOOPBACK + ":" + controlPort,
                "-Dmetrics.reporter.adxflow.listen=" + LOOPBACK + ":" + opsPort,
                "-Dio.tmp.dirs=" + scratch()));
        Memory memory = memory("GET_TM_RESOURCE_PARAMS", overlay);
        List<String> arguments =
                new ArrayList<>(List.of("--configDir", plan.conf().toString()));
        arguments.addAll(memory.arguments);
        arguments.addAll(overlay);
        return java(name, memory.jvmOptions, "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", arguments);
    }

    private List<String> overlay() {
        List<String> overlay = new ArrayList<>();
        if (plan.backend() != StateBackend.HASHMAP) {
            overlay.add("-Dstate.backend.type=" + plan.backend().name().toLowerCase(Locale.ROOT));
        }
        overlay.addAll(List.of(
                "-Dexecution.checkpointing.dir=" + uri("checkpoints"),
                "-Dexecution.checkpointing.savepoint-dir=" + plan.savepoints().toUri(),
                "-Dhigh-availability.type=zookeeper",
                "-Dhigh-availability.zookeeper.quorum=" + LOOPBACK + ":" + zookeeperPort,
                "-Dhigh-availability.storageDir=" + uri("ha"),
                "-Dzookeeper.sasl.disable=true",
                // A machine that does much else at once is slow to start, not dead.
                "-Dpekko.startup-timeout=2 min",
                // How long a dead leader is believed to be alive: the default, a minute, is that long without a job.
                "-Dhigh-availability.zookeeper.client.session-timeout=5 s",
                "-Dhigh-availability.zookeeper.client.connection-timeout=5 s",
                "-Dhigh-availability.zookeeper.client.retry-wait=500 ms"));
        return overlay;
    }

    private String uri(String child) {
        return plan.folder().resolve(child).toUri().toString();
    }

    private List<String> pipelineSettings() {
        List<String> settings = new ArrayList<>(List.of(
                "storage.directory=" + plan.storage(),
                "monikers.files.kind=directory",
                "monikers.files.path=" + plan.tables(),
                "namespaces.default.monikers=files"));
        settings.addAll(plan.settings());
        return settings;
    }

    /**
     * A short name: RocksDB calls its log after the whole path of its folder, which is below this one, and does not open when that
     * is longer than a file's name may be.
     */
    private String scratch() throws IOException {
        return Files.createDirectories(plan.folder().resolve("t")).toString();
    }

    private ProcessBuilder java(String name, List<String> memory, String main, List<String> arguments) {
        List<String> words = new ArrayList<>(javaAndClassPath());
        words.addAll(memory);
        words.addAll(jvmOptions);
        words.add("-Dlog4j2.configurationFile=" + plan.root().resolve("flink-conf/log4j2-cluster.xml"));
        words.add("-Dlog.file=" + log(name));
        words.add(main);
        words.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(plan.folder().toFile());
        environment(builder);
        return builder;
    }

    Path log(String name) {
        return plan.logs().resolve(name + ".log");
    }

    private List<String> javaAndClassPath() {
        return List.of(OwnJvm.java(), "-cp", usrlib + "/*" + File.pathSeparator + plan.flinkLib() + "/*");
    }

    private void environment(ProcessBuilder builder) {
        builder.environment().put("FLINK_CONF_DIR", plan.conf().toString());
    }

    /** What Flink makes of a memory configuration: options for the JVM, and what it must be told on the command line. */
    private Memory memory(String command, List<String> overlay) throws IOException, InterruptedException {
        Memory known = memories.get(command);
        if (known != null) {
            return known;
        }
        Path out = plan.logs().resolve(command + ".out");
        Path errors = plan.logs().resolve(command + ".err");
        List<String> words = new ArrayList<>(javaAndClassPath());
        words.addAll(
                List.of("-Xmx128m", UTILS, command, "--configDir", plan.conf().toString()));
        words.addAll(overlay);
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(errors.toFile());
        environment(builder);
        int exit = builder.start().waitFor();
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()).trim())
                .toList();
        if (exit != 0 || lines.size() != 2) {
            throw new IOException(command + " ended with " + exit + ", see " + out + " and " + errors);
        }
        Memory memory = new Memory(
                List.of(lines.get(0).split("\\s+")), List.of(lines.get(1).split("\\s+")));
        memories.put(command, memory);
        return memory;
    }

    /** Starts a process; its output is appended to the log of its name. */
    JobProcess start(String name, ProcessBuilder command) throws IOException {
        return JobProcess.start(command, log(name));
    }
}
