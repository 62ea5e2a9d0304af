package io.adxflow.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.contract.DestinationContract;
import io.adxflow.sdk.contract.DestinationHarness;
import io.adxflow.sdk.destination.DestinationKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WebDavContractTest {
    @TestFactory
    Stream<DynamicTest> keepsItsPromises() {
        return DestinationContract.of(Place::new).stream()
                .map(promise -> DynamicTest.dynamicTest(promise.name(), promise::check));
    }

    private static final class Place implements DestinationHarness {
        private final WebDavServer server;

        Place() throws IOException {
            server = new WebDavServer();
        }

        @Override
        public DestinationKind kind() {
            return new WebDavKind();
        }

        @Override
        public Map<String, String> options() {
            return Map.of("url", server.url());
        }

        @Override
        public List<String> visible(String database, String table) throws IOException {
            List<String> texts = new ArrayList<>();
            for (byte[] file : server.below("/" + segment(database) + "/" + segment(table) + "/")) {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
                    texts.add(new String(in.readAllBytes(), UTF_8));
                }
            }
            return texts;
        }

        private static String segment(String name) {
            String known = name.length() <= 200
                    ? name
                    : name.substring(0, 20) + "-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
            return URLEncoder.encode(known, UTF_8).replace("+", "%20");
        }

        @Override
        public void loseStaged() {
            server.loseStaged();
        }

        @Override
        public void takeAway() {
            server.away(true);
        }

        @Override
        public void bringBack() {
            server.away(false);
        }

        @Override
        public boolean refuse(String database) {
            server.refuse("/" + segment(database) + "/");
            return true;
        }

        @Override
        public void allow(String database) {
            server.allow("/" + segment(database) + "/");
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
