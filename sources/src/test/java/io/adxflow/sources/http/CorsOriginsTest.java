package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsOriginsTest {
    @ParameterizedTest
    @CsvSource({
        "https://shop.example,https://shop.example,true",
        "https://shop.example,HTTPS://Shop.Example,true",
        "https://shop.example,http://shop.example,false",
        "https://shop.example,https://shop.example:8443,false",
        "https://*.shop.example,https://a.b.shop.example,true",
        "https://*.shop.example,https://shop.example,false",
        "https://*.shop.example,https://shop.example.evil.example,false",
        "http://localhost:*,http://localhost:3000,true",
        "*,null,true",
        "https://shop.example,null,false",
    })
    void allowsWhatItsPatternsSay(String pattern, String origin, boolean allowed) {
        assertThat(CorsOrigins.parse(List.of("https://other.example", pattern)).allow(origin))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example", "https://a/b", "https://*.*.example", "", "https://a b"})
    void refusesWhatIsNoOrigin(String text) {
        assertThatThrownBy(() -> CorsOrigins.parse(List.of(text)))
                .hasMessageContaining("'" + text + "' is not an origin");
    }
}
