package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of packages, rule by rule. */
class ResolverTest {

    private final List<PackageInfo> packages = new ArrayList<>();

    @Test
    void takesWhatIsNeededInTurnAndNothingElse() throws DisklessException {
        add("a-1", "D:b so:c.so.1");
        add("b-1", "D:");
        add("c-1", "p:so:c.so.1=1.2");
        add("d-1", "");
        assertEquals(List.of("a-1", "b-1", "c-1"), resolve("a"));
    }

    @Test
    void takesTheNewestVersion() throws DisklessException {
        add("a-1.9", "");
        add("a-1.10", "");
        add("a-1.10_rc1", "");
        assertEquals(List.of("a-1.10"), resolve("a"));
        assertEquals(List.of("a-1.9"), resolve("a<1.10_alpha"));
        assertEquals(List.of("a-1.10_rc1"), resolve("a", "!a=1.10"));
    }

    @Test
    void takesAnOlderVersionWhereTheNewestLacksSomething() throws DisklessException {
        add("a-1", "");
        add("a-2", "D:missing");
        assertEquals(List.of("a-1"), resolve("a"));
    }

    @Test
    void prefersWhatIsChosenAlreadyThenVersionThenPriority() throws DisklessException {
        add("a-1", "D:virtual second");
        add("first-1", "p:virtual=1");
        add("second-1", "p:virtual=1");
        assertEquals(List.of("a-1", "second-1"), resolve("a", "second"));
        add("b-1", "D:other");
        add("low-1", "p:other=1\nk:5");
        add("high-1", "p:other=1\nk:9");
        assertEquals(List.of("b-1", "high-1"), resolve("b"));
        add("newer-1", "p:other=2");
        assertEquals(List.of("b-1", "newer-1"), resolve("b"));
    }

    @Test
    void asksWhichOfSeveralWithoutAVersionIsMeant() throws DisklessException {
        add("a-1", "D:/bin/sh");
        add("bash-1", "p:/bin/sh");
        add("dash-1", "p:/bin/sh");
        InvalidRequestException fault = assertThrows(InvalidRequestException.class, () -> resolve("a"));
        assertEquals("one of bash, dash", fault.detail().expected());
        assertEquals(List.of("a-1", "dash-1"), resolve("a", "dash"));
        assertEquals(List.of("a-1", "bash-1", "dash-1"), resolve("a", "bash", "dash"));
    }

    @Test
    void takesTheOnlyOneWithoutAVersionAndSaysSo() throws DisklessException {
        add("a-1", "D:/bin/sh");
        add("bash-1", "p:/bin/sh");
        Selection selection = select("a");
        assertEquals(2, selection.packages().size());
        assertEquals(List.of("bash"), selection.implied());
        assertEquals(List.of(), select("a", "bash").implied());
    }

    @Test
    void whatHasNoVersionMeetsNoConditionOnOne() {
        add("a-1", "D:virtual>=1");
        add("b-1", "p:virtual");
        assertEquals(FaultCode.NOT_FOUND, fault("a").code());
    }

    @Test
    void aMissingPackageIsNamedWithAllThatNeedIt() {
        add("a-1", "D:b");
        add("b-1", "D:c");
        add("c-1", "D:chrnoy");
        add("chrony-1", "");
        DisklessException fault = fault("a");
        assertEquals(FaultCode.NOT_FOUND, fault.code());
        assertEquals("index", fault.detail().path());
        String message = fault.detail().message();
        for (String part : List.of("chrnoy", "needed by c", "b", "a, which was asked for")) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
        assertTrue(fault.cure().orElseThrow().contains("chrony"));
    }

    @Test
    void aMissingVersionNamesThoseThereAre() {
        add("a-1", "D:b>=2");
        add("b-1", "");
        DisklessException fault = fault("a");
        assertEquals(FaultCode.NOT_FOUND, fault.code());
        assertTrue(fault.detail().found().contains("b-1"));
    }

    @Test
    void packagesThatExcludeEachOtherAreBothNamed() {
        add("a-1", "D:b c");
        add("b-1", "D:!c");
        add("c-1", "");
        assertConflict("b-1", "c-1", "a");
        add("x-1", "p:thing=1");
        add("y-1", "p:thing=1");
        assertConflict("x-1", "y-1", "x", "y");
    }

    @Test
    void aPackageDoesNotExcludeItself() throws DisklessException {
        add("a-1", "p:virtual\nD:!virtual");
        assertEquals(List.of("a-1"), resolve("a"));
    }

    @Test
    void whatTheRequestExcludesDoesNotComeIn() throws DisklessException {
        add("a-1", "D:so:x");
        add("first-1", "p:so:x=2");
        add("second-1", "p:so:x=1");
        assertEquals(List.of("a-1", "second-1"), resolve("a", "!first"));
        assertEquals(FaultCode.CONFLICT, fault("a", "!a").code());
    }

    @Test
    void installsWhatBelongsToOthersWhenAllAreThere() throws DisklessException {
        add("chrony-4", "");
        add("openrc-1", "");
        add("chrony-openrc-4", "i:openrc chrony=4");
        add("chrony-openrc-doc-4", "i:chrony-openrc docs");
        add("without-1", "i:chrony !openrc\nD:chrony");
        assertEquals(List.of("chrony-4", "without-1"), resolve("chrony"));
        assertEquals(List.of("chrony-4", "chrony-openrc-4", "openrc-1"), resolve("chrony", "openrc"));
    }

    @Test
    void whatInstallsItselfStaysOutWhereItCannotBe() throws DisklessException {
        add("a-1", "");
        add("a-extra-1", "i:a\nD:missing");
        assertEquals(List.of("a-1"), resolve("a"));
        assertEquals(List.of("a-1"), resolve("a", "!a-extra"));
    }

    @Test
    void circlesAndLongChainsEnd() {
        add("a-1", "D:b");
        add("b-1", "D:a");
        for (int i = 0; i < 50_000; i++) {
            add("link" + i + "-1", "D:link" + (i + 1));
        }
        add("link50000-1", "");
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            assertEquals(List.of("a-1", "b-1"), resolve("a"));
            assertEquals(50_001, resolve("link0").size());
        });
    }

    @Test
    void anEntangledIndexEndsWithALimit() {
        for (int i = 0; i < 20_000; i++) {
            add("p" + i + "-1", "D:every>1 p" + (i + 1) + "\np:every=1");
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(120), () -> assertThrows(DisklessException.class, () -> resolve("p0")));
    }

    @Test
    void anotherArchitectureIsRefused() {
        add("a-1", "A:armhf");
        assertEquals(FaultCode.UNSUPPORTED, fault("a").code());
    }

    @Test
    void malformedConditionsMakeAPackageUnusable() throws DisklessException {
        add("a-1", "D:b=..1");
        add("c-1", "p:=bad good=1\ni:bad=..");
        assertEquals(FaultCode.UNSUPPORTED, fault("a").code());
        assertEquals(List.of("c-1"), resolve("good"));
    }

    @Test
    void sizesAddUp() throws DisklessException {
        add("a-1", "D:b\nS:1000");
        add("b-1", "S:24");
        assertEquals(1024, select("a").totalSize());
        assertFalse(select("b").packages().isEmpty());
    }

    private void add(String nameVersion, String lines) {
        int dash = nameVersion.lastIndexOf('-');
        IndexRecord record = new IndexRecord();
        record.name = nameVersion.substring(0, dash);
        record.version = nameVersion.substring(dash + 1);
        record.identity = new Identity(0, 0, packages.size());
        for (String line : lines.split("\n")) {
            if (!line.isEmpty()) {
                record.take(line.charAt(0), line.substring(2));
            }
        }
        packages.add(new PackageInfo(record));
    }

    private Selection select(String... names) throws DisklessException {
        List<Dependency> request = new ArrayList<>();
        for (String name : names) {
            request.add(Dependency.parse(name).orElseThrow());
        }
        return new Resolver("index", "x86_64", packages).resolve(request);
    }

    private List<String> resolve(String... names) throws DisklessException {
        return select(names).packages().stream().map(PackageInfo::toString).toList();
    }

    private DisklessException fault(String... names) {
        return assertThrows(DisklessException.class, () -> select(names));
    }

    private void assertConflict(String one, String other, String... names) {
        DisklessException fault = fault(names);
        assertEquals(FaultCode.CONFLICT, fault.code());
        assertTrue(fault.detail().what().contains(one) && fault.detail().what().contains(other), fault::toString);
    }
}
