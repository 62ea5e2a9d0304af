package io.adxflow.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a manifest: FlinkDeployments against the operator's own definition, the rest against Kubernetes' and
 * the Prometheus operator's classes. Strict: a field that nobody knows is wrong.
 */
final class ResourceSchemas {
    private static final String DEFINITION = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private static final Map<String, Class<?>> CLASSES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
            Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class),
            Map.entry("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class));

    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new NoFreeFields())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final JsonSchema flinkDeployment;

    ResourceSchemas() throws IOException {
        flinkDeployment =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(definition());
    }

    /** What is wrong; empty when nothing is. */
    List<String> problems(JsonNode manifest) {
        String kind = manifest.path("apiVersion").asText() + "/"
                + manifest.path("kind").asText();
        if (kind.equals("flink.apache.org/v1beta1/FlinkDeployment")) {
            return flinkDeployment.validate(manifest).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        }
        Class<?> known = CLASSES.get(kind);
        if (known == null) {
            return List.of("kind: " + kind + " (expected: one of " + CLASSES.keySet() + ")");
        }
        try {
            var unused = STRICT.treeToValue(manifest, known);
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    /** The operator's schema with all its objects closed. The one edit: the released jar does not know Flink 2 yet. */
    private static JsonNode definition() throws IOException {
        try (InputStream in = ResourceSchemas.class.getClassLoader().getResourceAsStream(DEFINITION)) {
            JsonNode schema = new YAMLMapper()
                    .readTree(in)
                    .path("spec")
                    .path("versions")
                    .path(0)
                    .path("schema")
                    .path("openAPIV3Schema");
            ArrayNode versions = (ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum");
            Set<String> before = Set.copyOf(texts(versions));
            if (before.contains("v2_3") || !before.contains("v1_20")) {
                throw new IllegalStateException("the definition's Flink versions have changed: " + before);
            }
            versions.add("v2_2").add("v2_3");
            ObjectNode properties = (ObjectNode) schema.path("properties");
            properties.putObject("apiVersion").put("type", "string");
            properties.putObject("kind").put("type", "string");
            ObjectNode metadata = properties.putObject("metadata").put("type", "object");
            ObjectNode known = metadata.putObject("properties");
            known.putObject("name").put("type", "string");
            for (String map : List.of("labels", "annotations")) {
                known.putObject(map)
                        .put("type", "object")
                        .putObject("additionalProperties")
                        .put("type", "string");
            }
            close(schema);
            return schema;
        }
    }

    private static List<String> texts(ArrayNode array) {
        return array.valueStream().map(JsonNode::asText).collect(Collectors.toList());
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                object.putArray("type").add("string").add("integer");
                object.remove("anyOf");
            }
            if (object.path("properties").isObject() && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        }
        schema.forEach(ResourceSchemas::close);
    }

    /** Takes from the classes the map in which they would collect fields they do not know. */
    private static final class NoFreeFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
