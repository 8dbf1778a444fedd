package dev.diskless.ext4.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Damages structures of some kinds in one of the images as an input says, and visits the volume. */
final class VolumeTarget {

    private static final int SHORTEN = 0x20;

    private final List<Candidate> candidates = new ArrayList<>();

    private record Candidate(PatientImage image, List<Structure> damaged, List<Structure> all) {}

    /** A target for structures of these kinds, on all images that have any of them. */
    VolumeTarget(Kind... kinds) {
        Set<Kind> wanted = EnumSet.noneOf(Kind.class);
        wanted.addAll(List.of(kinds));
        for (PatientImage image : Shared.IMAGES) {
            List<Structure> all = Anatomy.of(image);
            List<Structure> damaged =
                    all.stream().filter(s -> wanted.contains(s.kind())).toList();
            if (!damaged.isEmpty()) {
                candidates.add(new Candidate(image, damaged, all));
            }
        }
        Ballast.load();
    }

    /** The first byte chooses the image, the second whether checksums are made right and the device is cut. */
    void run(byte[] input) {
        Edits edits = new Edits(input);
        Candidate candidate = candidates.get(edits.u8() % candidates.size());
        int mode = edits.u8();
        PatientImage image = candidate.image;
        try {
            if ((mode & 0xF0) == SHORTEN) {
                image.shorten((long) image.length() * edits.u8() / 256 / 512 * 512);
            }
            Set<Structure> touched = edits.apply(image, candidate.damaged, candidate.all);
            if ((mode & 3) != 0) {
                new Sealer(image, candidate.all).seal(touched);
            }
            Visit.everything(image);
        } finally {
            image.restore();
        }
    }

    /** The images, which take a while to make. */
    private static final class Shared {

        static final List<PatientImage> IMAGES = make();

        private static List<PatientImage> make() {
            try {
                return BaseImages.make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
