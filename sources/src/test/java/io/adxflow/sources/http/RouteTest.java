package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/write,,",
        "/receive,,",
        "/remote_write,,",
        "/api/v1/write/,,",
        "/api/v1/write?x=/n/a/receive,,",
        "/api/v1/write/Logs,,Logs",
        "/receive/Logs?a=b,,Logs",
        "/n/team-a/api/v1/write,team-a,",
        "/n/team-a/remote_write/Logs,team-a,Logs",
        "/n/a%2Fb/receive/c%20d+e%C3%A9,a/b,c d+eé",
        "/n/n/receive/receive,n,receive",
        "http://host:9201/receive/Logs,,Logs",
    })
    void findsNamespaceAndDatabase(String uri, String namespace, String database) {
        assertThat(Route.parse(uri)).isEqualTo(new Route(RequestKind.REMOTE_WRITE, namespace, database));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/logs,OTLP_LOGS,,",
        "/v1/traces,OTLP_TRACES,,",
        "/v1/metrics,OTLP_METRICS,,",
        "/v1/metrics/?a=b,OTLP_METRICS,,",
        "/v1/logs/Other,OTLP_LOGS,,Other",
        "/n/team-a/v1/traces,OTLP_TRACES,team-a,",
        "/n/team-a/v1/traces/Other,OTLP_TRACES,team-a,Other",
    })
    void knowsThePathsOfOtlp(String uri, RequestKind kind, String namespace, String database) {
        assertThat(Route.parse(uri)).isEqualTo(new Route(kind, namespace, database));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/profiles",
                "/api/v1/logs",
                "",
                "/api/v1",
                "/api/v1/write/a/b",
                "/n/a",
                "/n/receive",
                "/x",
                "*",
                "http://host",
                "/n//receive/x/y"
            })
    void knowsNoOtherPaths(String uri) {
        assertThat(Route.parse(uri)).isNull();
    }

    @Test
    void refusesBrokenPercentEncoding() {
        assertThatThrownBy(() -> Route.parse("/receive/%zz")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Route.parse("/receive/%a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesEveryPathForMessages() {
        assertThat(Route.KNOWN_PATHS)
                .startsWith("/api/v1/write, /receive, /remote_write")
                .contains("/n/{namespace}", "/{database}");
    }
}
