//! What must hold for every page: rendered from the public record that the project ships, and
//! from small made-up ones.

mod comparing;
mod faces;
mod fixture;
mod html;
mod locales;
mod standing;
mod symmetry;
