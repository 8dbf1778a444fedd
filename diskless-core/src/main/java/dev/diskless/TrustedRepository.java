package dev.diskless;

import dev.diskless.apk.KeyRing;
import dev.diskless.apk.Repository;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UntrustedException;
import dev.diskless.internal.MediumKeys;
import dev.diskless.medium.BootDescription;
import dev.diskless.medium.Trust;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The boot repository of a source with the answer to who vouches for it.
 *
 * @param name its directory, relative to the source: it lies there on the image too
 * @param repository the verified repository
 * @param trust the caller's keys, or the source's own
 */
record TrustedRepository(String name, Repository repository, Trust trust) {

    static TrustedRepository open(ImageBuilder request, Path source, BootDescription boot, Progress progress)
            throws IOException {
        String name = boot.repositories().get(0);
        Path directory = source.resolve(name).resolve(architecture(request, source, boot));
        boolean given = !request.keys.isEmpty();
        KeyRing keys = given ? KeyRing.load(request.keys) : MediumKeys.of(source, request.registry);
        if (keys.isEmpty()) {
            throw new UntrustedException(UntrustedException.detail(
                            "the source has neither an initramfs with keys nor an alpine-keys package")
                    .at(source)
                    .cure("give the public keys of whoever signed its packages"));
        }
        return new TrustedRepository(
                name, Repository.open(directory, keys, progress), given ? Trust.AUTHENTICATED : Trust.CONSISTENT);
    }

    private static String architecture(ImageBuilder request, Path source, BootDescription boot)
            throws DisklessException {
        List<String> all = boot.architectures();
        String wanted = request.architecture;
        if (wanted != null && !all.contains(wanted)) {
            throw new InvalidRequestException(InvalidRequestException.detail("the source has no such architecture")
                    .at(source)
                    .expected(all.isEmpty() ? "a repository with an index" : "one of " + String.join(", ", all))
                    .found(wanted));
        }
        if (wanted != null) {
            return wanted;
        }
        if (all.isEmpty()) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the boot repository has no index")
                    .at(source.resolve(boot.repositories().get(0)))
                    .expected("a directory named by its architecture, with APKINDEX.tar.gz in it")
                    .cure("copy the whole apks directory of the medium"));
        }
        if (all.size() > 1) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the source has packages of several architectures")
                            .at(source)
                            .found(String.join(", ", all))
                            .cure("say which one the machine has"));
        }
        return all.get(0);
    }
}
