package io.adxflow.job.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An invented Kubernetes cluster: five nodes and 24 containers, whose counters grow and whose gauges wander. Metric and label
 * names are those of node_exporter and cAdvisor, so that queries learnt here work on the real thing.
 */
final class DemoCluster {
    private static final String CLUSTER = "demo";
    private static final int NODES = 5;
    private static final int REPLICAS = 3;
    private static final String[] NAMESPACES = {"shop", "payments", "platform", "kube-system"};
    private static final String[] APPS = {"frontend", "api"};

    private static final String[] CONTAINER_COUNTERS = {
        "container_cpu_usage_seconds_total",
        "container_cpu_user_seconds_total",
        "container_cpu_system_seconds_total",
        "container_cpu_cfs_periods_total",
        "container_cpu_cfs_throttled_periods_total",
        "container_network_receive_bytes_total",
        "container_network_transmit_bytes_total",
        "container_network_receive_packets_total",
        "container_network_transmit_packets_total",
        "container_fs_reads_bytes_total",
        "container_fs_writes_bytes_total",
        "container_memory_failures_total",
        "http_request_duration_seconds_sum",
        "http_request_duration_seconds_count"
    };
    private static final String[] HTTP_CODES = {"200", "404", "500"};
    private static final String[] CONTAINER_GAUGES = {
        "container_memory_working_set_bytes",
        "container_memory_rss",
        "container_memory_cache",
        "container_memory_usage_bytes",
        "container_threads",
        "container_processes",
        "container_file_descriptors",
        "container_sockets",
        "container_spec_memory_limit_bytes",
        "container_spec_cpu_quota",
        "process_open_fds",
        "go_goroutines",
        "go_memstats_heap_alloc_bytes"
    };
    private static final String[] NODE_COUNTERS = {
        "node_context_switches_total",
        "node_intr_total",
        "node_disk_read_bytes_total",
        "node_disk_written_bytes_total",
        "node_network_receive_bytes_total",
        "node_network_transmit_bytes_total",
        "node_vmstat_pgfault"
    };
    private static final String[] NODE_GAUGES = {
        "node_load1", "node_load5", "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes",
        "node_filesystem_avail_bytes", "node_filesystem_size_bytes", "node_procs_running", "up"
    };

    /** One series: its labels ordered by name, and how its value moves. */
    static final class Series {
        final List<String[]> labels;
        private final boolean counter;
        private final double scale;
        private double value;

        Series(List<String[]> labels, boolean counter, Random random) {
            this.labels = labels;
            this.counter = counter;
            this.scale = Math.exp(random.nextDouble() * 12);
            this.value = scale * (1 + random.nextDouble());
        }

        double next(Random random) {
            value = counter
                    ? value + Math.rint(scale * random.nextDouble() * 8) / 8
                    : Math.max(0, value + scale * 0.05 * random.nextGaussian());
            return value;
        }
    }

    private DemoCluster() {}

    static List<Series> series(Random random) {
        List<Series> all = new ArrayList<>();
        for (int namespace = 0; namespace < NAMESPACES.length; namespace++) {
            for (String app : APPS) {
                for (int replica = 0; replica < REPLICAS; replica++) {
                    String node = "node-" + (namespace + replica) % NODES;
                    String pod = app + "-" + Integer.toHexString(0x5c0d00 + namespace * 16 + replica);
                    containers(all, NAMESPACES[namespace], app, pod, node, random);
                }
            }
        }
        for (int node = 0; node < NODES; node++) {
            nodes(all, "node-" + node, random);
        }
        return all;
    }

    private static void containers(
            List<Series> all, String namespace, String app, String pod, String node, Random random) {
        for (String name : CONTAINER_COUNTERS) {
            all.add(new Series(containerLabels(name, namespace, app, pod, node), true, random));
        }
        for (String code : HTTP_CODES) {
            List<String[]> labels = containerLabels("http_requests_total", namespace, app, pod, node);
            labels.add(2, new String[] {"code", code});
            all.add(new Series(labels, true, random));
        }
        for (String name : CONTAINER_GAUGES) {
            all.add(new Series(containerLabels(name, namespace, app, pod, node), false, random));
        }
    }

    private static List<String[]> containerLabels(String name, String namespace, String app, String pod, String node) {
        return labels(
                "__name__",
                name,
                "cluster",
                CLUSTER,
                "container",
                app,
                "instance",
                node + ":10250",
                "job",
                "kubelet",
                "namespace",
                namespace,
                "node",
                node,
                "pod",
                pod);
    }

    private static void nodes(List<Series> all, String node, Random random) {
        for (String name : NODE_COUNTERS) {
            all.add(new Series(nodeLabels(name, node), true, random));
        }
        for (String name : NODE_GAUGES) {
            all.add(new Series(nodeLabels(name, node), false, random));
        }
    }

    private static List<String[]> nodeLabels(String name, String node) {
        return labels(
                "__name__", name, "cluster", CLUSTER, "instance", node + ":9100", "job", "node-exporter", "node", node);
    }

    private static List<String[]> labels(String... namesAndValues) {
        List<String[]> labels = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.add(new String[] {namesAndValues[i], namesAndValues[i + 1]});
        }
        return labels;
    }
}
