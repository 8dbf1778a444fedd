package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.InvalidRequestException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of repositories, and the names of their indexes in a cache. */
class RepositoryAddressTest {

    @Test
    void indexNamesAreThoseThatBothGenerationsOfApkWrite() throws InvalidRequestException {
        RepositoryAddress address = RepositoryAddress.of("http://127.0.0.1:18123/repo//");
        assertEquals("http://127.0.0.1:18123/repo", address.text());
        assertEquals(List.of("APKINDEX.063b0126.tar.gz", "APKINDEX.b93f6a1c.tar.gz"), address.indexNames("aarch64"));
    }

    @ParameterizedTest
    @CsvSource({
        "alpine-standard-3.22.0 250530, v3.22",
        "alpine-virt-3.13.1 210128, v3.13",
        "alpine-rpi-3.21.3 250213, v3.21",
        "alpine-mini-root-3.20.3, v3.20",
        "alpine-standard-3.23_alpha20250612 250612, edge",
        "alpine-standard-edge 20250612, edge",
        "alpine-standard-3.22.0_rc1 250512, v3.22",
        "3.13.1, v3.13",
        "v3.20.3-145-g0a1b2c3d4e5, v3.20",
        "3.13.1-4-g0a1b2c3, v3.13",
        "v20250108-2219-g86bd2a3fc3, edge",
        "3.13.1-r0, v3.13",
        "3.23.0_alpha20250612-r0, edge",
        "3.10, v3.10"
    })
    void derivesTheAddressOfARelease(String release, String branch) {
        assertEquals(
                Optional.of("https://dl-cdn.alpinelinux.org/alpine/" + branch + "/main"),
                RepositoryAddress.ofRelease(release).map(RepositoryAddress::text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "alpine-standard", "my own index", "../../x", "3", "\u0000"})
    void derivesNothingFromOtherText(String release) {
        assertEquals(Optional.empty(), RepositoryAddress.ofRelease(release));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "ftp://example.org/x",
                "example.org/main",
                "http://",
                "https:///main",
                "http://a b/c",
                "http://example.org/a\nhttp://evil.example/",
                "@edge http://example.org",
                "http://x/?q=1",
                "http://x/#y",
                "media/cdrom"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThrows(InvalidRequestException.class, () -> RepositoryAddress.of(text));
    }

    @Test
    void aPathIsNotRemote() throws InvalidRequestException {
        assertFalse(RepositoryAddress.of("/media/cdrom/apks").isRemote());
        assertTrue(RepositoryAddress.of("https://example.org").isRemote());
    }

    @Test
    void passwordsAreUsedAndNeverShown() throws InvalidRequestException {
        RepositoryAddress address = RepositoryAddress.of("https://user:p%40ss@example.org/main");
        assertEquals("https://user:p%40ss@example.org/main", address.text());
        assertEquals("https://example.org/main", address.toString());
        InvalidRequestException fault = assertThrows(
                InvalidRequestException.class, () -> RepositoryAddress.of("ftp://user:secret@example.org/main"));
        assertFalse(fault.detail().message().contains("secret"));
    }
}
