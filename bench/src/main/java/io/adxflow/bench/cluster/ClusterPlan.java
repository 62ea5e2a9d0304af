package io.adxflow.bench.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What cluster to start.
 *
 * @param root the project's folder, which was built ({@code mvn package -DskipTests})
 * @param folder where configuration, logs and data go; made when it is missing
 * @param usrlib the job's jars, {@code cluster/target/usrlib} or another build of it
 * @param backend of Flink's keyed state
 * @param parallelism the job's at the start
 * @param taskManagerMemory of each TaskManager's process, in Flink's words: {@code 1g}
 * @param settings of the pipeline, each {@code key=value}
 */
public record ClusterPlan(
        Path root,
        Path folder,
        Path usrlib,
        StateBackend backend,
        int parallelism,
        String taskManagerMemory,
        List<String> settings) {

    /** Where Flink keeps keyed state. */
    public enum StateBackend {
        HASHMAP("1 mb"),
        ROCKSDB("128 mb");

        private final String managedMemory;

        StateBackend(String managedMemory) {
            this.managedMemory = managedMemory;
        }

        String managedMemory() {
            return managedMemory;
        }
    }

    public static Path builtUsrlib(Path root) {
        return root.resolve("cluster/target/usrlib");
    }

    Path flinkLib() {
        return root.resolve("cluster/target/flink/lib");
    }

    Path conf() {
        return folder.resolve("conf");
    }

    Path logs() {
        return folder.resolve("logs");
    }

    /** Where the moniker {@code files} commits to. */
    public Path tables() {
        return folder.resolve("tables");
    }

    public Path storage() {
        return folder.resolve("storage");
    }

    Path savepoints() {
        return folder.resolve("savepoints");
    }
}
