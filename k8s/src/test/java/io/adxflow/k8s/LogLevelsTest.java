package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What is logged on Kubernetes is what is logged on any cluster. */
class LogLevelsTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));

    @Test
    void theDeploymentsLogLevelsAreThoseOfTheCluster() throws Exception {
        Map<String, String> ofCluster = new TreeMap<>();
        NodeList loggers = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve("flink-conf/log4j2-cluster.xml").toFile())
                .getElementsByTagName("Logger");
        for (int i = 0; i < loggers.getLength(); i++) {
            Element logger = (Element) loggers.item(i);
            ofCluster.put(logger.getAttribute("name"), logger.getAttribute("level"));
        }
        assertThat(ofCluster)
                .containsEntry("org.apache.flink.runtime.checkpoint", "WARN")
                .containsEntry("org.apache.flink.runtime.source.coordinator.SourceCoordinator", "WARN");

        Map<String, String> deployed = new TreeMap<>();
        for (JsonNode manifest : Kustomization.render(ROOT.resolve("k8s/base"))) {
            if (manifest.path("kind").asText().equals("FlinkDeployment")) {
                Properties properties = new Properties();
                properties.load(new StringReader(manifest.path("spec")
                        .path("logConfiguration")
                        .path("log4j-console.properties")
                        .asText()));
                for (String key : properties.stringPropertyNames()) {
                    if (key.startsWith("logger.") && key.endsWith(".name")) {
                        String id = key.substring(0, key.length() - "name".length());
                        deployed.put(properties.getProperty(key), properties.getProperty(id + "level"));
                    }
                }
            }
        }
        assertThat(deployed).isEqualTo(ofCluster);
    }
}
