package io.adxflow.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What Kubernetes' Pod Security Standard "restricted" has against a pod (kubernetes.io/docs, Pod Security Standards): all of its controls
 * that a pod of Linux can break.
 */
final class PodSecurity {
    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range");
    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");

    private final List<String> problems = new ArrayList<>();

    private PodSecurity() {}

    /** @param spec a pod's */
    static List<String> problems(JsonNode spec) {
        PodSecurity check = new PodSecurity();
        check.pod(spec);
        return check.problems;
    }

    private void pod(JsonNode spec) {
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            refuse(spec.path(host).asBoolean(), host);
        }
        for (JsonNode volume : spec.path("volumes")) {
            volume.fieldNames()
                    .forEachRemaining(field ->
                            refuse(!field.equals("name") && !VOLUMES.contains(field), "volume of kind " + field));
        }
        JsonNode context = spec.path("securityContext");
        for (JsonNode sysctl : context.path("sysctls")) {
            refuse(!SYSCTLS.contains(sysctl.path("name").asText()), "sysctl " + sysctl.path("name"));
        }
        refuse(spec.path("containers").isEmpty(), "no container");
        for (String kind : CONTAINERS) {
            for (JsonNode container : spec.path(kind)) {
                container(container, context);
            }
        }
    }

    private void container(JsonNode container, JsonNode pod) {
        String name = container.path("name").asText() + ": ";
        JsonNode context = container.path("securityContext");
        refuse(context.path("privileged").asBoolean(), name + "privileged");
        refuse(
                context.path("allowPrivilegeEscalation").asBoolean(true),
                name + "allowPrivilegeEscalation is not false");
        refuse(!context.path("capabilities").path("drop").toString().contains("\"ALL\""), name + "does not drop ALL");
        for (JsonNode added : context.path("capabilities").path("add")) {
            refuse(!added.asText().equals("NET_BIND_SERVICE"), name + "adds " + added.asText());
        }
        refuse(!either(context, pod, "runAsNonRoot").asBoolean(), name + "runAsNonRoot is not true");
        JsonNode user = either(context, pod, "runAsUser");
        refuse(user.isNumber() && user.asLong() == 0, name + "runs as root");
        String profile = either(context, pod, "seccompProfile").path("type").asText();
        refuse(!PROFILES.contains(profile), name + "seccomp profile '" + profile + "'");
        refuse(context.path("procMount").asText("Default").equals("Unmasked"), name + "procMount");
        for (JsonNode port : container.path("ports")) {
            refuse(port.path("hostPort").asInt() != 0, name + "hostPort " + port.path("hostPort"));
        }
    }

    private static JsonNode either(JsonNode container, JsonNode pod, String field) {
        return container.has(field) ? container.path(field) : pod.path(field);
    }

    private void refuse(boolean wrong, String problem) {
        if (wrong) {
            problems.add(problem);
        }
    }
}
