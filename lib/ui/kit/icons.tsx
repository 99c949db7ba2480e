import type { ComponentChildren } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      aria-hidden="true"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  );
}

/** Reelay's logo: a record lamp with an arrow up. */
export function BrandIcon({ size = 18 }: { readonly size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 128 128">
      <circle cx="64" cy="64" r="60" fill="#d23b36" />
      <path
        d="M64 98V44M38 66l26-26 26 26"
        fill="none"
        stroke="#fff"
        stroke-width="15"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** A microphone, crossed out where it is muted. */
export function MicrophoneIcon({ isMuted }: { readonly isMuted: boolean }) {
  return (
    <Icon>
      <rect x="5.75" y="1.75" width="4.5" height="7.5" rx="2.25" />
      <path d="M3.25 7.5a4.75 4.75 0 0 0 9.5 0M8 12.25v2M5.75 14.25h4.5" />
      {isMuted && <path d="M2 2l12 12" />}
    </Icon>
  );
}

/** A loudspeaker: the sound the computer plays. */
export function SpeakerIcon() {
  return (
    <Icon>
      <path d="M2.5 6h2.5l3.5-3v10l-3.5-3h-2.5zM11 5.5a3.5 3.5 0 0 1 0 5M13 3.75a6 6 0 0 1 0 8.5" />
    </Icon>
  );
}

/** A browser tab. */
export function TabIcon() {
  return (
    <Icon>
      <rect x="1.5" y="2.8" width="13" height="10.4" rx="1.6" />
      <path d="M1.5 6h13M7.5 2.8V6" />
    </Icon>
  );
}

/** A video camera. */
export function CameraIcon() {
  return (
    <Icon>
      <rect x="1.5" y="4" width="9" height="8" rx="1.5" />
      <path d="m10.5 7 4-2v6l-4-2" />
    </Icon>
  );
}

/** A browser tab with a bubble in its corner. */
export function TabCameraIcon() {
  return (
    <Icon>
      <path d="M14.5 7.2V4.4a1.6 1.6 0 0 0-1.6-1.6H3.1a1.6 1.6 0 0 0-1.6 1.6v7.2a1.6 1.6 0 0 0 1.6 1.6h4.6M1.5 6h13" />
      <circle cx="11.8" cy="11.6" r="2.7" />
    </Icon>
  );
}

/** A screen. */
export function ScreenIcon() {
  return (
    <Icon>
      <rect x="1.5" y="2.5" width="13" height="8.6" rx="1.4" />
      <path d="M5.2 13.8h5.6M8 11.2v2.5" />
    </Icon>
  );
}

/** A sound wave. */
export function SoundIcon() {
  return (
    <Icon>
      <path d="M2 7v2M5 4.5v7M8 2.5v11M11 5v6M14 7v2" />
    </Icon>
  );
}

/** A cog. */
export function SettingsIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="1.9" />
      <circle cx="8" cy="8" r="4.6" />
      <circle cx="8" cy="8" r="6" stroke-width="1.8" stroke-dasharray="2.1 2.612" stroke-linecap="butt" />
    </Icon>
  );
}

/** A disclosure arrow; the style sheet turns it when the section is open. */
export function DisclosureIcon() {
  return (
    <svg aria-hidden="true" width="9" height="9" viewBox="0 0 9 9" fill="none" stroke="currentColor" stroke-width="1.6">
      <path d="m2.5 1 4 3.5-4 3.5" />
    </svg>
  );
}
